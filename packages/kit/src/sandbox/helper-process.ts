import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { compileCacheFolder } from '../start/compile-cache.ts';
import { guarded, MemoryWatch } from './guard.ts';
import type { BackendMode } from './pending-call.ts';
import { controlFd, decoder, encode, guardedFlag, type ExitNotice, type FromHelper, type ToHelper } from './wire.ts';

/** A running helper program and the connection to it. */
export interface HelperProcess {
  send(message: ToHelper): void;
  /** Asks it to stop its current operation; long operations check for this. */
  cancel(id: number): void;
  /** Kills it immediately, whatever it is waiting for. */
  kill(): void;
  /** Marks it as busy or idle: a busy one keeps this process alive, and its memory is watched. */
  hold(alive: boolean): void;
}

/** Events of a helper process. `ended` comes once, after all others. */
export interface Listener {
  message(message: FromHelper): void;
  ended(error?: Error, why?: 'memory' | 'ended'): void;
}

/** Options for starting a helper program. */
export interface HelperSpawnOptions {
  program: string;
  /** The backend, if it is forced. */
  mode?: BackendMode | undefined;
  /** Arguments for its Node, such as the size of its heap. */
  nodeFlags?: readonly string[] | undefined;
  /** The memory limit in bytes, above which it kills itself. */
  memory?: number | undefined;
  /** More arguments for the program. */
  flags?: readonly string[] | undefined;
}

export function startHelper(
  { program, mode, nodeFlags = [], flags: given = [], memory }: HelperSpawnOptions,
  listener: Listener,
): HelperProcess {
  const guard = memory === undefined ? undefined : guarded();
  const flags = [
    ...given,
    ...(mode === undefined ? [] : [`--backend=${mode}`]),
    ...(memory === undefined ? [] : [`--memory=${memory}`]),
    ...(guard ? [guardedFlag] : []),
  ];
  const [command, ...own] = guard ? [...guard, process.execPath] : [process.execPath];
  const child = spawn(command, [...own, ...nodeFlags, program, ...flags], {
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    env: environment(),
    windowsHide: true,
  });
  const [stdin, stdout] = child.stdio;
  const control = child.stdio[controlFd];
  if (!(stdin && stdout && control instanceof Duplex)) throw new Error('The helper has no pipes.');
  let why: 'memory' | 'ended' = 'ended';
  control.on('error', () => {});
  control.on(
    'data',
    decoder<ExitNotice>(({ over }) => (why = over)),
  );
  const watch =
    guard && memory !== undefined && child.pid !== undefined
      ? new MemoryWatch(child.pid, memory, () => {
          why = 'memory';
          child.kill('SIGKILL');
        })
      : undefined;
  const take = decoder<FromHelper>((message) => listener.message(message));
  stdout.on('data', (chunk: Buffer) => {
    try {
      take(chunk);
    } catch (error) {
      // Something other than a helper writes there, so it cannot be used.
      child.kill('SIGKILL');
      listener.ended(error instanceof Error ? error : new Error(String(error)));
    }
  });
  stdin.on('error', () => {});
  child.on('error', (error) => listener.ended(error));
  // All output was read by then.
  child.on('close', (code, signal) => {
    watch?.stop();
    listener.ended(undefined, wasAborted(code, signal) ? 'memory' : why);
  });
  return {
    send(message) {
      // Messages of one turn of the event loop are written together.
      if (stdin.writableCorked === 0) {
        stdin.cork();
        process.nextTick(() => stdin.uncork());
      }
      stdin.write(encode(message));
    },
    cancel: (id) => void control.write(encode({ cancel: id })),
    kill: () => void child.kill('SIGKILL'),
    hold(alive) {
      watch?.watch(alive);
      // The pipes keep this process alive as well.
      for (const one of [child, stdin, stdout, control]) {
        if (alive && 'ref' in one && typeof one.ref === 'function') one.ref();
        if (!alive && 'unref' in one && typeof one.unref === 'function') one.unref();
      }
    },
  };
}

/** True if Node aborted the process, as it does when the heap is full; Windows has no signals, only an exit code. */
const wasAborted = (code: number | null, signal: NodeJS.Signals | null): boolean =>
  signal === 'SIGABRT' || code === 134;

/** Returns the environment of a helper: as little of this process's as possible, and no secrets. */
function environment(): Record<string, string> {
  const kept = [
    'HOME',
    'USERPROFILE',
    'LOCALAPPDATA',
    'XDG_CONFIG_HOME',
    'XDG_DATA_HOME',
    'XDG_STATE_HOME',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SystemRoot',
  ];
  const inherited = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']]));
  const cache = compileCacheFolder();
  return Object.fromEntries(cache === undefined ? inherited : [...inherited, ['NODE_COMPILE_CACHE', cache]]);
}
