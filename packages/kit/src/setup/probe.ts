import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCodeKey } from '../serve/call.ts';
import { isRecord } from '../is-record.ts';
import { windowsProgram } from '../sandbox/programs.ts';

/** A program to start as a host does. */
export interface Start {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** The time limit for the whole probe, in milliseconds. */
  timeout: number;
}

/** A harmless call. */
export interface Check {
  tool: string;
  arguments?: Readonly<Record<string, unknown>>;
}

/** The result of starting a server and talking to it. */
export interface ProbeResult {
  /** Absent if it did not answer. */
  server?: { name: string; version: string; milliseconds: number };
  tools?: readonly string[];
  /** Absent if the tool is not offered. */
  check?: { isError: boolean; code: string | undefined; text: string };
  /** The reason why it stopped early. */
  failure?:
    | { kind: 'start'; message: string }
    | { kind: 'end'; how: string }
    | { kind: 'silence' }
    | { kind: 'refusal'; method: string; message: string };
  /** Lines on stdout that are not protocol messages. */
  noise: string[];
  /** The last lines on stderr. */
  stderr: string[];
}

/** The newest protocol version that all clients and servers of today support. */
const protocolVersion = '2025-11-25';
/** The number of lines of stderr and of noise that are kept. */
const kept = 15;

/**
 * Starts a server, lists its tools, makes the call, and kills it with everything that it started. Uses a few lines of
 * JSON instead of the SDK's client, which would add 400 kB to every server and hides other output on stdout.
 */
export async function probe({ timeout, ...start }: Start, check: Check | undefined): Promise<ProbeResult> {
  const probed: ProbeResult = { noise: [], stderr: [] };
  const talk = new ProbeConnection(start, probed);
  const timer = new AbortController();
  try {
    await Promise.race([
      converse(talk, probed, check),
      talk.ended,
      pause(timeout, undefined, { signal: timer.signal }).then(() => (probed.failure ??= { kind: 'silence' })),
    ]);
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    probed.failure = { kind: 'refusal', method: error.method, message: error.message };
  } finally {
    timer.abort();
    await talk.close();
  }
  return probed;
}

async function converse(talk: ProbeConnection, probed: ProbeResult, check: Check | undefined): Promise<void> {
  const started = performance.now();
  const { serverInfo } = await talk.ask('initialize', {
    protocolVersion,
    capabilities: {},
    clientInfo: { name: 'doctor', version: '1' },
  });
  const { name = '', version = '' } = isRecord(serverInfo) ? serverInfo : {};
  probed.server = { name: textOf(name), version: textOf(version), milliseconds: performance.now() - started };
  talk.tell('notifications/initialized');
  const tools: string[] = [];
  let cursor: unknown;
  do {
    const page = await talk.ask('tools/list', cursor === undefined ? {} : { cursor });
    if (Array.isArray(page['tools']))
      tools.push(...page['tools'].map((tool) => (isRecord(tool) ? textOf(tool['name']) : '')));
    cursor = page['nextCursor'];
  } while (typeof cursor === 'string' && tools.length < 10_000);
  probed.tools = tools;
  if (check === undefined || !tools.includes(check.tool)) return;
  const { isError, content, _meta } = await talk.ask('tools/call', {
    name: check.tool,
    arguments: check.arguments ?? {},
  });
  const parts = Array.isArray(content) ? content.map((part) => (isRecord(part) ? textOf(part['text']) : '')) : [];
  const code = isRecord(_meta) ? _meta[errorCodeKey] : undefined;
  probed.check = {
    isError: isError === true,
    code: typeof code === 'string' ? code : undefined,
    text: parts.join('\n'),
  };
}

/** An error response of the server. */
class RpcError extends Error {
  readonly method: string;

  constructor(method: string, message: string) {
    super(message);
    this.method = method;
  }
}

/** A started server and the JSON lines to and from it. */
class ProbeConnection {
  /** Resolves when it has exited or could not be started. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { method: string; resolve(result: Record<string, unknown>): void; reject(error: Error): void }
  >();
  #next = 1;
  #isClosing = false;
  readonly #interrupt = () => void this.#kill('SIGKILL');

  constructor({ command, args, env, cwd }: Omit<Start, 'timeout'>, probed: ProbeResult) {
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
      // A request from the server to a client without capabilities.
      if (id !== undefined)
        this.#send(method === 'ping' ? { id, result: {} } : { id, error: { code: -32601, message: 'Not offered.' } });
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

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
