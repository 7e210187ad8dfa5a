import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  defaultEra,
  startSession,
  stateFolders,
  type Answer,
  type Session,
  type SessionOptions,
} from '@mcp-reference/kit/testing';
import { afterAll, onTestFinished } from 'vitest';
import { program, temporaryFolder } from './start.ts';

/** A folder, and the short ways in which tests speak of what is in it. */
export interface Box {
  folder: string;
  at(name: string): string;
  /** Writes a file, with the folders above it. */
  put(name: string, content?: string | Uint8Array): string;
  bytes(name: string): Buffer;
  text(name: string): string;
  has(name: string): boolean;
}

export function boxAt(folder: string): Box {
  const at = (name: string) => path.join(folder, name);
  return {
    folder,
    at,
    put(name, content = '') {
      mkdirSync(path.dirname(at(name)), { recursive: true });
      writeFileSync(at(name), content);
      return at(name);
    },
    bytes: (name) => readFileSync(at(name)),
    text: (name) => readFileSync(at(name), 'utf8'),
    has: (name) => existsSync(at(name)),
  };
}

/** A folder for one test. */
export const box = (): Box => boxAt(temporaryFolder());

/** A folder for all tests of a file. */
export function sharedBox(parent = os.tmpdir()): Box {
  const folder = realpathSync(mkdtempSync(path.join(parent, 'mcp-filesystem-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return boxAt(folder);
}

export type SharedOptions = Partial<Omit<SessionOptions, 'args'>> & { flags?: readonly string[] };

/** Like `start`, for all tests of a file. */
export async function startShared(folders: readonly string[], options: SharedOptions = {}): Promise<Session> {
  const { era = defaultEra, flags = [], env, ...rest } = options;
  const args = [program, '--no-undo', ...flags, ...folders];
  const starting = startSession({ era, args, ...(env && { env }), ...rest });
  afterAll(async () => (await starting).close());
  return starting;
}

/** The server as a user whom file permissions bind: root may read everything. */
export async function startUnprivileged(folders: readonly string[], flags: readonly string[] = []): Promise<Session> {
  const drop = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
  const [command = '', ...args] = [...drop, process.execPath, program, '--no-undo', ...flags, ...folders];
  const session = await startSession({ era: defaultEra, command, args });
  onTestFinished(() => session.close());
  return session;
}

/** A Russian text as programs on Windows store it. */
export function cyrillic(text: string): Buffer {
  const codeOf = (letter: string) => letter.charCodeAt(0) - (letter < 'А' ? 0 : 0x410 - 0xc0);
  const bytes = Buffer.from([...text].map(codeOf));
  if (new TextDecoder('windows-1251').decode(bytes) !== text) throw new Error('Only Russian letters and ASCII.');
  return bytes;
}

/** The header of a text answer without its brackets, and what stands under it. */
export function split({ text }: Pick<Answer, 'text'>): { header: string; body: string } {
  const end = text.indexOf('\n');
  const header = end === -1 ? text : text.slice(0, end);
  return { header: header.replace(/^\[|\]$/g, ''), body: end === -1 ? '' : text.slice(end + 1) };
}

/** The lines under a listing's header. */
export function linesOf(answer: Pick<Answer, 'text'>): string[] {
  const { body } = split(answer);
  return body === '' ? [] : body.split('\n');
}

export const cursorOf = ({ text }: Pick<Answer, 'text'>): string | undefined =>
  /more with cursor ([\w-]+)/.exec(text)?.[1];

/** All pages of a listing. `between` is called after each page but the last. */
export async function pagesOf(
  session: Session,
  tool: string,
  args: Record<string, unknown>,
  between: (page: number) => void = () => {},
): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const answer = await session.call(tool, { ...args, ...(cursor !== undefined && { cursor }) });
    if (answer.isError) throw new Error(answer.text);
    pages.push(linesOf(answer));
    cursor = cursorOf(answer);
    if (cursor !== undefined) between(pages.length);
    if (pages.length > 1_000) throw new Error('The pages do not end.');
  } while (cursor !== undefined);
  return pages;
}

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Runs the program to its end, with nothing on its stdin. */
export async function execute(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  const process = spawnServer(args, env);
  process.child.stdin?.end();
  return process.finished;
}

/** The program with its bare streams, for what no client would send. */
export interface RawServer {
  child: ChildProcess;
  finished: Promise<Finished>;
  send(message: unknown): void;
  /** The next message from the server that `wanted` takes; messages before it are skipped, and remembered. */
  receive(wanted: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** Everything on stdout so far, line by line. */
  lines(): string[];
}

export function spawnServer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  command = process.execPath,
): RawServer {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(command, [program, ...args], { env: { PATH, HOME, ...stateFolders(), ...env }, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  let scanned = 0;
  const messages: Record<string, unknown>[] = [];
  const waiting: {
    wanted(message: Record<string, unknown>): boolean;
    resolve(message: Record<string, unknown>): void;
  }[] = [];
  const match = () => {
    for (const waiter of waiting.slice()) {
      const found = messages.find((message) => waiter.wanted(message));
      if (found === undefined) continue;
      waiting.splice(waiting.indexOf(waiter), 1);
      waiter.resolve(found);
    }
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    for (let end = stdout.indexOf('\n', scanned); end !== -1; end = stdout.indexOf('\n', scanned)) {
      const line: unknown = JSON.parse(stdout.slice(scanned, end));
      if (typeof line === 'object' && line !== null) messages.push({ ...line });
      scanned = end + 1;
    }
    match();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  // A server that has ended takes nothing more.
  child.stdin.on('error', () => {});
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    child,
    finished,
    send: (message) => void child.stdin.write(typeof message === 'string' ? message : `${JSON.stringify(message)}\n`),
    receive: (wanted) =>
      new Promise((resolve, reject) => {
        waiting.push({ wanted, resolve });
        match();
        void finished.then(({ stderr: said }) => reject(new Error(`The server ended: ${said}`)), reject);
      }),
    lines: () => stdout.split('\n').filter((line) => line !== ''),
  };
}

export const answerTo = (id: number) => (message: Record<string, unknown>) =>
  message['id'] === id && !('method' in message);

/** The handshake of the protocol versions before 2026-07-28. */
export async function handshake(server: RawServer, capabilities: Record<string, unknown> = {}): Promise<void> {
  const clientInfo = { name: 'raw', version: '1' };
  server.send({
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities, clientInfo },
  });
  await server.receive(answerTo(0));
  server.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
}
