import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ProgramOptions {
  cwd?: string;
  /** The whole environment; by default that of this process. */
  env?: Readonly<Record<string, string | undefined>>;
  /** For its stdin. */
  input?: string | Uint8Array;
}

/** A program that has ended. `status` is null if a signal ended it or, with an `error`, if it could not be started. */
export interface Ended {
  status: number | null;
  signal: string | null;
  stdout: Buffer;
  stderr: Buffer;
  error?: { code?: string; message: string };
}

let spawner: Spawner | undefined;

/**
 * Runs a program to its end, like `spawnSync`, from a process that is small: starting one takes time in proportion to the
 * memory of the process that starts it.
 */
export function runProgram(program: string, args: readonly string[], options: ProgramOptions = {}): Ended {
  const { input = '', cwd = process.cwd(), env = process.env } = options;
  if (process.platform === 'win32') {
    const { error, ...rest } = spawnSync(program, args, { input, cwd, env, maxBuffer: 1e9 });
    return { ...rest, ...(error && { error }) };
  }
  spawner ??= new Spawner();
  return spawner.run({ program, args, options: { cwd, env } }, Buffer.from(input));
}

/** Returns what a program printed. @throws an error with its `status` and `stderr` if it fails */
export function outputOf(program: string, args: readonly string[], options: ProgramOptions = {}): Buffer {
  const ended = runProgram(program, args, options);
  if (ended.status === 0) return ended.stdout;
  const command = [program, ...args].join(' ');
  throw Object.assign(new Error(ended.error?.message ?? `Failed: ${command}\n${ended.stderr.toString()}`), ended);
}

class Spawner {
  readonly #requests: number;
  readonly #answers: number;

  constructor() {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-spawner-'));
    const pipes = ['requests', 'answers'].map((name) => path.join(folder, name));
    execFileSync('mkfifo', pipes);
    const [requests = '', answers = ''] = pipes;
    const script = fileURLToPath(new URL('spawner.mjs', import.meta.url));
    // It ends with this process, which holds the other ends of its pipes.
    spawn(process.execPath, [script, ...pipes], { stdio: ['ignore', 'ignore', 'inherit'] }).unref();
    // Opening waits for the other side.
    this.#requests = openSync(requests, 'w');
    this.#answers = openSync(answers, 'r');
    rmSync(folder, { recursive: true });
  }

  run(request: object, input: Buffer): Ended {
    const json = Buffer.from(JSON.stringify(request));
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32LE(json.length, 0);
    lengths.writeUInt32LE(input.length, 4);
    for (const part of [lengths, json, input]) this.#write(part);
    const header = this.#read(12);
    const [told, stdout, stderr] = [0, 4, 8].map((at) => this.#read(header.readUInt32LE(at))) as [
      Buffer,
      Buffer,
      Buffer,
    ];
    return { ...(JSON.parse(told.toString()) as Pick<Ended, 'status' | 'signal' | 'error'>), stdout, stderr };
  }

  #write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#requests, bytes, at);
  }

  #read(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length;) {
      const count = readSync(this.#answers, bytes, at, length - at, null);
      if (count === 0) throw new Error('The process that starts programs for the tests has ended.');
      at += count;
    }
    return bytes;
  }
}
