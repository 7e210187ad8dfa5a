import { execFileSync, spawn } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { gitProgram } from './start.ts';

/**
 * git's own server for HTTP: every request runs `git http-backend`, as a web server would. The connection ends before the answer to a POST
 * that `cut` matches.
 */
export async function serveHttp(
  root: string,
  { password, cut }: { password?: string; cut?: RegExp } = {},
): Promise<string> {
  const backend = path.join(
    execFileSync(gitProgram ?? 'git', ['--exec-path'], { encoding: 'utf8' }).trim(),
    'git-http-backend',
  );
  const server = http.createServer((request, response) => {
    const wanted = `Basic ${Buffer.from(`ada:${password}`).toString('base64')}`;
    if (password !== undefined && request.headers.authorization !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://x');
    const child = spawn(backend, [], {
      env: {
        PATH: process.env['PATH'] ?? '',
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        REMOTE_USER: 'ada',
        REMOTE_ADDR: '127.0.0.1',
        HOME: root,
        ...(request.headers['content-length'] && { CONTENT_LENGTH: request.headers['content-length'] }),
        ...(request.headers['content-encoding'] && { HTTP_CONTENT_ENCODING: request.headers['content-encoding'] }),
        ...(request.headers['git-protocol'] && { GIT_PROTOCOL: String(request.headers['git-protocol']) }),
      },
    });
    request.pipe(child.stdin);
    child.stdin.on('error', () => {});
    const parts: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => void parts.push(chunk));
    child.on('close', () => {
      if (request.method === 'POST' && cut?.test(url.pathname)) return void request.socket.destroy();
      const all = Buffer.concat(parts);
      const end = all.indexOf('\r\n\r\n');
      const headers = Object.fromEntries(
        all
          .toString('latin1', 0, end)
          .split('\r\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      response.writeHead(Number(headers['Status']?.slice(0, 3) ?? 200), headers).end(all.subarray(end + 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
