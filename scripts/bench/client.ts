/**
 * A raw JSON-RPC line client over stdio, without an SDK, so that only the server is measured. The clock of a call stops
 * when the last byte of its answer arrived, before parsing.
 */
import { performance } from 'node:perf_hooks';
import { LineReader } from './lines.ts';
import { start, stop } from './processes.ts';
import type { Answer, JsonObject, Session, Usage } from './types.ts';
import { usageOf } from './usage.ts';

const callLimitMs = 60_000;
const protocolVersion = '2025-11-25';

interface Reply {
  readonly result: JsonObject;
  readonly bytes: number;
  readonly ms: number;
}

interface Waiting {
  readonly sentAt: number;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: Error) => void;
  readonly timer: NodeJS.Timeout;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(result: JsonObject): string {
  const content: unknown = result['content'];
  if (!Array.isArray(content)) return '';
  const texts = content.map((block: unknown) => (isObject(block) ? block['text'] : undefined));
  return texts.filter((text) => typeof text === 'string').join('\n');
}

export class Client implements Session {
  readonly #child;
  readonly #lines = new LineReader();
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #stderr = '';
  #ended: Error | undefined;
  readonly startedAt = performance.now();

  constructor(argv: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    this.#child = start(argv, options);
    this.#child.stdout.on('data', (chunk: Buffer) => {
      const now = performance.now();
      for (const line of this.#lines.push(chunk)) this.#receive(line, now);
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-4_000);
    });
    // A write to a server that has exited; `close` reports it to the callers.
    this.#child.stdin.on('error', () => {});
    this.#child.on('error', (error) => this.#end(error));
    this.#child.on('close', (code, signal) => {
      this.#end(new Error(`the server ended (${signal ?? code}): ${this.#lastWords()}`));
    });
  }

  /** The handshake of 2025-11-25. */
  async initialize(): Promise<void> {
    const clientInfo = { name: 'bench', version: '0' };
    await this.request('initialize', { protocolVersion, capabilities: {}, clientInfo });
    this.#write({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  request(method: string, params: JsonObject): Promise<Reply> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#nextId++;
    const line = `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`no answer in ${callLimitMs / 1000} s`));
      }, callLimitMs);
      this.#waiting.set(id, { sentAt: performance.now(), resolve, reject, timer });
      this.#child.stdin.write(line);
    });
  }

  async call(tool: string, args: JsonObject): Promise<Answer> {
    const { result, bytes, ms } = await this.request('tools/call', { name: tool, arguments: args });
    const structured = result['structuredContent'];
    return {
      text: textOf(result),
      structured: isObject(structured) ? structured : undefined,
      isError: result['isError'] === true,
      bytes,
      ms,
    };
  }

  usage(): Usage | undefined {
    return this.#child.pid === undefined ? undefined : usageOf(this.#child.pid);
  }

  close(): Promise<void> {
    return stop(this.#child);
  }

  /** Returns the line of stderr that names the error; the last lines of a crash are its stack. */
  #lastWords(): string {
    const lines = this.#stderr.trim().split('\n');
    return lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? '';
  }

  #write(message: JsonObject): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  #receive(line: Buffer, now: number): void {
    let message: unknown;
    try {
      message = JSON.parse(line.toString());
    } catch {
      return this.#end(new Error(`not JSON on stdout: ${line.toString('utf8', 0, 100)}`));
    }
    if (!isObject(message)) return;
    const { id, method } = message;
    if (typeof method === 'string') {
      // The client declares no capabilities, so a server can only ping it.
      if (id !== undefined && method === 'ping') this.#write({ jsonrpc: '2.0', id, result: {} });
      else if (id !== undefined) this.#write({ jsonrpc: '2.0', id, error: { code: -32601, message: 'not offered' } });
      return;
    }
    const waiting = typeof id === 'number' ? this.#waiting.get(id) : undefined;
    if (!waiting || typeof id !== 'number') return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    const { result, error } = message;
    if (isObject(result)) waiting.resolve({ result, bytes: line.length + 1, ms: now - waiting.sentAt });
    else waiting.reject(new Error(`protocol error: ${JSON.stringify(error ?? null).slice(0, 200)}`));
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(reason);
    }
    this.#waiting.clear();
  }
}
