import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { attemptAny } from '../attempt.ts';

/** Part of util-linux. It replaces itself by the program that it starts. */
const setpriv = '/usr/bin/setpriv';
/** Since util-linux 2.33 (2018), and not in busybox's program of that name. A program that knows an option contains its name. */
const option = 'pdeathsig';

type Command = readonly [string, ...string[]];

let found: { guard: Command | undefined } | undefined;

/**
 * Returns the command before a helper's own that makes Linux kill it when this process ends, whatever it is doing. With that,
 * and with {@link MemoryWatch}, a helper needs no thread to watch itself, which would take 18 MB. Undefined on other systems.
 */
export function guarded(): Command | undefined {
  found ??= { guard: process.platform === 'linux' ? guardBy(setpriv) : undefined };
  return found.guard;
}

/** Returns the guard that a program makes, if it knows the option. */
export function guardBy(program: string): Command | undefined {
  const isKnown = attemptAny(() => readFileSync(program).includes(option)) === true;
  return isKnown ? [program, `--${option}`, 'KILL', '--'] : undefined;
}

/** The time between two looks at a busy process, in milliseconds. */
const interval = 25;

/** Watches the memory of another process while it is busy. */
export class MemoryWatch {
  readonly #status: string;
  readonly #limit: number;
  readonly #over: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;
  /** Open while the timer runs. */
  #fd: number | undefined;

  /** @param limit in bytes @param over called once, when the process has more */
  constructor(pid: number, limit: number, over: () => void) {
    this.#status = `/proc/${pid}/status`;
    this.#limit = limit;
    this.#over = over;
  }

  /** Watches from now on, or no longer. The timer outlives an idle moment, so that quick calls do not start one each. */
  watch(isBusy: boolean): void {
    this.#isBusy = isBusy;
    if (isBusy) this.#timer ??= setInterval(() => this.#look(), interval).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #look(): void {
    if (!this.#isBusy) return this.stop();
    if (this.#residentBytes() <= this.#limit) return;
    this.stop();
    this.#over();
  }

  /** The memory that the process holds, from proc(5); 0 once it has ended. */
  #residentBytes(): number {
    try {
      this.#fd ??= openSync(this.#status, 'r');
      const length = readSync(this.#fd, report, 0, report.length, 0);
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(report.toString('latin1', 0, length))?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  }
}

/** Longer than a report, of which the list of processors is the longest line. */
const report = Buffer.allocUnsafeSlow(16 * 1024);
