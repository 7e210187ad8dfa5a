import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gitProgram } from '../start.ts';
import type { Scene } from './planted.ts';

/** Variables of Git LFS that name a program, a file or an address: git's own list has none of them. */
const lfs = [
  'lfs.url',
  'lfs.pushurl',
  'lfs.standalonetransferagent',
  'lfs.extension.x.clean',
  'lfs.extension.x.smudge',
  'lfs.customtransfer.x.path',
  'lfs.customtransfer.x.args',
];

/**
 * Left out: what decides how the fixture is read at all (a wrong value only makes git refuse), and what the calls need to get
 * as far as their effect.
 */
const left =
  /^(core\.(repositoryformatversion|bare)|extensions\..*|remote\.origin\.(url|pushurl|fetch)|branch\.main\.(remote|merge|pushremote))$/i;

/**
 * Every variable that `git help --config` of the driven git lists, with its placeholders filled in, and those of Git LFS. A newer
 * git adds rows by itself. Which of them name a program, a file or an address is not asked: each is given one of each.
 */
export function everyKey(): string[] {
  const listed = execFileSync(gitProgram ?? 'git', ['help', '--config'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nowhere', LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^[a-z][\w-]*\.\S+$/i.test(line));
  return [...new Set([...listed, ...lfs].map(filled))]
    .filter((key) => !left.test(key) && /\.[a-z][a-z0-9-]*$/i.test(key))
    .sort();
}

const names: readonly [RegExp, string][] = [
  [/^branch\.</, 'main'],
  [/^remote\.</, 'origin'],
  [/^(diff|filter|merge)\.</, 'evil'],
  [/^submodule\.</, 'inner'],
  [/^hook\.</, 'pre-commit'],
  [/^includeIf\.</, 'onbranch:**'],
  [/^(credential|http)\.</, 'http://127.0.0.1'],
];

function filled(key: string): string {
  const name = names.find(([start]) => start.test(key))?.[1] ?? 'x';
  return key.replace(/<[^>]*>/, name).replaceAll(/<[^>]*>|\*/g, 'helper');
}

/** Sets variables in the repository's own configuration, and attributes that make the named drivers count. */
export function plantKeys({ repo }: Scene, keys: readonly string[], value: string): void {
  const lines = keys.map((key) => {
    const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')];
    const sub = last > first ? ` "${key.slice(first + 1, last)}"` : '';
    return `[${key.slice(0, first)}${sub}]\n\t${key.slice(last + 1)} = "${value}"\n`;
  });
  appendFileSync(repo.at('.git/config'), lines.join(''));
  repo.write('.git/info/attributes', '*.txt diff=evil merge=evil\nsub/c.txt filter=evil\n');
}

/** A server that counts who asks it for anything. */
export interface Listener {
  url: string;
  requests: string[];
  close(): void;
}

/** @param status What it answers: 404, or 401 for one that wants a login. */
export async function listen(status: 401 | 404): Promise<Listener> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="x"' } : {}).end();
  });
  server.on('connect', (request, socket) => {
    requests.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close: () => server.close() };
}
