import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { environment } from './environment.ts';
import { collect, type Program } from './transports.ts';

/** A server that runs as a program and serves over HTTP. */
export interface HttpServer {
  url: string;
  /** Returns the URL of another path, such as `/readyz`. */
  at(path: string): URL;
  pid: number;
  /** The lines of its log so far. */
  log(): Record<string, unknown>[];
  stderr(): string;
  /** Sends a signal, as a supervisor does. Resolves with its exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | string | null>;
}

/** Starts a server. Resolves when it listens; `--http 0` in the arguments picks any free port. */
export async function startHttpServer({ command = process.execPath, args, env }: Program): Promise<HttpServer> {
  const child = spawn(command, args, { env: { ...environment(), ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  const stderr = collect(child.stderr);
  const exited = once(child, 'exit').then(() => child.exitCode ?? child.signalCode);
  const log = () =>
    stderr()
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line): Record<string, unknown> => JSON.parse(line));
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', () => {
      const line = log().find(({ message }) => message === 'listening');
      if (typeof line?.['url'] === 'string') resolve(line['url']);
    });
    void exited.then(() => reject(new Error(`The server did not start: ${stderr()}`)));
  });
  return {
    url,
    at: (path) => new URL(path, url),
    pid: child.pid ?? 0,
    log,
    stderr,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return exited;
    },
  };
}
