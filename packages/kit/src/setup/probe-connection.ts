import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { isRecord } from '../is-record.ts';
import { windowsProgram } from '../sandbox/programs.ts';
import type { ProbeResult, Start } from './probe.ts';

/** The number of lines of stderr and of noise that are kept. */
const kept = 15;

/** Answers a request of the server; undefined if the client does not offer it. */
export type Answers = (method: string) => Record<string, unknown> | undefined;

/** An error response of the server. */
export class RpcError extends Error {
  readonly method: string;

  constructor(method: string, message: string) {
    super(message);
    this.method = method;
  }
}

/** A started server and the JSON lines to and from it. */
export class ProbeConnection {
  /** Resolves when it has exited or could not be started. */
  readonly ended: Promise<void>;
  readonly #answers: Answers;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { method: string; resolve(result: Record<string, unknown>): void; reject(error: Error): void }
  >();
  #next = 1;
  #isClosing = false;
  readonly #interrupt = () => void this.#kill('SIGKILL');

  constructor({ command, args, env, cwd }: Omit<Start, 'timeout'>, probed: ProbeResult, answers: Answers) {
    this.#answers = answers;
    // A separate process group, so that everything that it starts ends with it.
    const child = spawn(command, args, {
      env,
      cwd,
      stdio: 'pipe',
      windowsHide: true,
      detached: process.platform !== 'win32',
    });
    this.#child = child;
    process.once('SIGINT', this.#interrupt).once('SIGTERM', this.#interrupt);
    child.stdin.on('error', () => {});
    createInterface({ input: child.stdout }).on('line', (line) => this.#hear(line, probed));
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.trim() !== '') probed.stderr = [...probed.stderr, line].slice(-kept);
    });
    this.ended = new Promise((resolve) => {
      child.once('error', ({ message }) => {
        probed.failure ??= { kind: 'start', message };
        resolve();
      });
      // Only after all its output was read.
      child.once('close', (code, signal) => {
        if (!this.#isClosing)
          probed.failure ??= { kind: 'end', how: signal === null ? `with exit code ${code}` : `by ${signal}` };
        resolve();
      });
    });
  }

  ask(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject });
      this.#send({ id, method, params });
    });
  }

  tell(method: string): void {
    this.#send({ method });
  }

  /** Lets it exit by itself, like a host does, and kills it if it does not. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#child.stdin?.end();
    for (const [signal, grace] of [
      [undefined, 1_500],
      ['SIGTERM', 1_000],
      ['SIGKILL', 1_000],
    ] as const) {
      if (signal !== undefined) await this.#kill(signal);
      const isOver = new AbortController();
      const won = await Promise.race([
        this.ended.then(() => true),
        pause(grace, false, { signal: isOver.signal }).catch(() => false),
      ]);
      isOver.abort();
      if (won) break;
    }
    // Processes that it started may outlive it.
    await this.#kill('SIGKILL');
    process.off('SIGINT', this.#interrupt).off('SIGTERM', this.#interrupt);
  }

  async #kill(signal: NodeJS.Signals): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (process.platform === 'win32') {
      if (this.#child.exitCode !== null) return;
      await new Promise<void>((resolve) =>
        execFile(windowsProgram('taskkill'), ['/pid', String(pid), '/T', '/F'], () => resolve()),
      );
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch {
      // Already gone.
    }
  }

  #send(message: Record<string, unknown>): void {
    if (this.#child.stdin?.writable) this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  #hear(line: string, probed: ProbeResult): void {
    if (line.trim() === '') return;
    const message = messageIn(line);
    if (message === undefined) {
      if (probed.noise.length < kept) probed.noise.push(line);
      return;
    }
    const { id, method, result, error } = message;
    if (typeof method === 'string') {
      if (id === undefined) return;
      const own = method === 'ping' ? {} : this.#answers(method);
      this.#send(own === undefined ? { id, error: { code: -32601, message: 'Not offered.' } } : { id, result: own });
      return;
    }
    const waiting = this.#waiting.get(Number(id));
    this.#waiting.delete(Number(id));
    if (isRecord(error)) waiting?.reject(new RpcError(waiting.method, textOf(error['message'])));
    else waiting?.resolve(isRecord(result) ? result : {});
  }
}

function messageIn(line: string): Record<string, unknown> | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return isRecord(message) && message['jsonrpc'] === '2.0' ? message : undefined;
  } catch {
    return undefined;
  }
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
