/** A program that is started once per call, as a floor: `rg` for text search. */
import { performance } from 'node:perf_hooks';
import { start, stop } from './processes.ts';
import type { Answer, JsonObject, Session, Usage } from './types.ts';
import { hasProc, reapedCpuMs } from './usage.ts';

const limitMs = 60_000;

export class Command implements Session {
  readonly #program: string;
  readonly #options;
  #cpuMs = 0;

  constructor(program: string, options: { cwd: string; env: NodeJS.ProcessEnv }) {
    this.#program = program;
    this.#options = options;
  }

  /**
   * `args.argv` is the argument list. An exit without a signal and without stderr is an answer: rg exits with 1 for no
   * match.
   */
  async call(_tool: string, args: JsonObject): Promise<Answer> {
    const argv: unknown = args['argv'];
    if (!Array.isArray(argv)) throw new Error('a command needs { argv: string[] }');
    const cpuBefore = reapedCpuMs();
    const begin = performance.now();
    const child = start([this.#program, ...argv.map(String)], this.#options);
    const chunks: Buffer[] = [];
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.stdin.on('error', () => {});
    child.stdin.end();
    const timer = setTimeout(() => void stop(child), limitMs);
    try {
      const signal = await new Promise<string | null>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (_code, by) => resolve(by));
      });
      const ms = performance.now() - begin;
      if (signal !== null) throw new Error(`ended by ${signal}, at the latest after ${limitMs / 1000} s`);
      this.#cpuMs += reapedCpuMs() - cpuBefore;
      const output = Buffer.concat(chunks);
      const text = output.toString();
      return { text: text || complaint, structured: undefined, isError: complaint !== '', bytes: output.length, ms };
    } finally {
      clearTimeout(timer);
      await stop(child);
    }
  }

  usage(): Usage | undefined {
    // The memory of an exited program is not recorded anywhere.
    const unknown = { rssMb: NaN, treeRssMb: NaN, peakRssMb: NaN, treePeakRssMb: NaN };
    return hasProc ? { cpuMs: this.#cpuMs, ...unknown } : undefined;
  }

  async close(): Promise<void> {}
}
