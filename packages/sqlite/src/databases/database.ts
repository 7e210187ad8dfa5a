import { count, ToolError, type Call } from '@mcp-reference/kit';
import type { HelperLoss, ParamsOf, ResultOf, Sandbox, SandboxOptions } from '@mcp-reference/kit/sandbox';
import type { Target } from '../engine/target.ts';
import type { EngineOperations } from '../operations/index.ts';

type Operation = keyof EngineOperations;
type Params<K extends Operation> = ParamsOf<EngineOperations[K]>;
type Result<K extends Operation> = Promise<ResultOf<EngineOperations[K]>>;
type Needed = Pick<Call, 'signal' | 'deadline' | 'progress'>;

/** Limits of every engine. */
export interface EngineLimits {
  /** Bytes that one may take. */
  memory: number;
  /** Seconds after which a call is stopped. */
  timeout: number;
}

/** The most readers of one database: one, and more while that is busy. */
const mostReaders = 3;
/** Megabytes of an engine's own heap: what it answers is small. */
const heap = 256;
/**
 * Megabytes for what lives briefly: without a limit it grows to the size of all rows of some pages. Readers compile without threads,
 * each of which keeps memory; V8 has little to compile there.
 */
const readerFlags = ['--max-semi-space-size=2', '--single-threaded'];
/** An import makes millions of values, of which none is needed for long. */
const writerFlags = ['--max-semi-space-size=16'];

/** One database: the processes that have it open. They are started when first needed, and any of them can be ended. */
export class Database {
  readonly target: Target;
  readonly #files: Sandbox<EngineOperations>;
  readonly #options: SandboxOptions<EngineOperations>;
  readonly #limits: EngineLimits;
  #readers: Sandbox<EngineOperations> | undefined;
  #writer: Sandbox<EngineOperations> | undefined;
  #running = 0;
  /** When it was last asked, in milliseconds since the epoch. */
  used = Date.now();

  constructor(
    target: Target,
    files: Sandbox<EngineOperations>,
    options: SandboxOptions<EngineOperations>,
    limits: EngineLimits,
  ) {
    this.target = target;
    this.#files = files;
    this.#options = options;
    this.#limits = limits;
  }

  get name(): string {
    return this.target.name;
  }

  /** True if it exists only in the memory of its engine. */
  get inMemory(): boolean {
    return this.target.path === undefined;
  }

  /** Runs an operation that only reads, in one of the readers. */
  read<K extends Operation>(operation: K, params: Params<K>, call: Needed): Result<K> {
    return this.#run(this.#reading(), operation, params, call);
  }

  /** Runs an operation that may write, in the only process that does. */
  write<K extends Operation>(operation: K, params: Params<K>, call: Needed): Result<K> {
    if (!this.target.writable)
      throw new ToolError('denied', `"${this.name}" may only be read: start the server with --write to change it.`);
    if (this.inMemory) return this.#run(this.#reading(), operation, params, call);
    this.#writer ??= this.#start(1, writerFlags, lostWriter);
    return this.#run(this.#writer, operation, params, call);
  }

  #reading(): Sandbox<EngineOperations> {
    return (this.#readers ??= this.#start(this.inMemory ? 1 : mostReaders, readerFlags, lostReader));
  }

  /** Ends its processes if they are idle; the next call starts others. What is in memory only stays. */
  rest(): void {
    if (!this.inMemory && this.#running === 0) this.close();
  }

  close(): void {
    this.#readers?.close();
    this.#writer?.close();
    this.#readers = this.#writer = undefined;
  }

  async #run<K extends Operation>(
    engines: Sandbox<EngineOperations>,
    operation: K,
    params: Params<K>,
    call: Needed,
  ): Promise<ResultOf<EngineOperations[K]>> {
    this.#running++;
    try {
      return await engines.run(operation, params, call);
    } finally {
      this.#running--;
    }
  }

  #start(
    most: number,
    flags: readonly string[],
    say: (database: Database, why: HelperLoss, mark: string | undefined, limits: EngineLimits) => ToolError,
  ): Sandbox<EngineOperations> {
    return this.#files.alongside<EngineOperations>({
      ...this.#options,
      maxHelpers: most,
      grace: 0,
      restart: most > 1,
      // Its data is in the memory of the engine.
      ...(this.inMemory && { idleTimeout: Infinity }),
      memory: this.#limits.memory,
      nodeFlags: [`--max-old-space-size=${heap}`, ...flags],
      lost: (why, mark) => say(this, why, mark, this.#limits),
    });
  }
}

const reasonFor = (why: HelperLoss, { timeout, memory }: EngineLimits): string => {
  if (why === 'late') return `It took longer than ${count(timeout, 'second')} (--timeout) and was stopped`;
  if (why === 'memory')
    return `It took more memory than ${Math.round(memory / 1_000_000)} MB (--max-memory) and was stopped`;
  return 'The process that ran it ended unexpectedly';
};

const codeFor = (why: HelperLoss) => (why === 'late' ? 'timeout' : why === 'memory' ? 'too_large' : 'unavailable');

function lostReader(database: Database, why: HelperLoss, _mark: string | undefined, limits: EngineLimits): ToolError {
  const lost = database.inMemory ? ' The database was in its memory: it is empty now.' : '';
  const advice =
    why === 'ended'
      ? 'Try again.'
      : 'Ask for less: a WHERE, fewer columns, an index (explain shows the plan and advises).';
  return new ToolError(codeFor(why), `${reasonFor(why, limits)}.${lost} ${advice}`);
}

function lostWriter(_database: Database, why: HelperLoss, mark: string | undefined, limits: EngineLimits): ToolError {
  if (mark === 'committing')
    return new ToolError(
      codeFor(why),
      `${reasonFor(why, limits)} while it was committing. Whether the changes were kept is not known: look at the data before you try again.`,
      { retryable: false },
    );
  return new ToolError(codeFor(why), `${reasonFor(why, limits)}. Nothing was changed: its transaction is rolled back.`);
}
