import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { BackendMode } from './pending-call.ts';
import { controlFd, decoder, encode, type ExitNotice, type FromHelper, type ToHelper } from './wire.ts';

/** The process that a helper program runs in, and the way to it. */
export interface HelperProcess {
  send(message: ToHelper): void;
  /** Asks it to stop what it does, which a long operation notices. */
  cancel(id: number): void;
  /** Ends it at once, whatever it hangs in. */
  kill(): void;
  /** Whether it keeps this process alive. */
  hold(alive: boolean): void;
}

/** What a vehicle reports. `ended` comes once, after everything else. */
export interface Listener {
  message(message: FromHelper): void;
  ended(error?: Error, why?: 'memory' | 'ended'): void;
}

/** What a helper program is started with. */
export interface HelperSpawnOptions {
  program: string;
  /** How folders are held, if that is forced. */
  mode?: BackendMode | undefined;
  /** Arguments for its Node, such as the size of its heap. */
  nodeFlags?: readonly string[] | undefined;
  /** Bytes that it may take; it ends itself above. */
  memory?: number | undefined;
}

export function startHelper(
  { program, mode, nodeFlags = [], memory }: HelperSpawnOptions,
  listener: Listener,
): HelperProcess {
  const flags = [
    ...(mode === undefined ? [] : [`--backend=${mode}`]),
    ...(memory === undefined ? [] : [`--memory=${memory}`]),
  ];
  const child = spawn(process.execPath, [...nodeFlags, program, ...flags], {
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
  const take = decoder<FromHelper>((message) => listener.message(message));
  stdout.on('data', (chunk: Buffer) => {
    try {
      take(chunk);
    } catch (error) {
      // Not a message: whatever writes there, it is not a helper that can be worked with.
      child.kill('SIGKILL');
      listener.ended(error instanceof Error ? error : new Error(String(error)));
    }
  });
  stdin.on('error', () => {});
  child.on('error', (error) => listener.ended(error));
  // Everything that it said is read by then. A heap that is full aborts the process.
  child.on('close', (_code, signal) => listener.ended(undefined, signal === 'SIGABRT' ? 'memory' : why));
  return {
    send(message) {
      // What is sent in one turn of the event loop is written at once.
      if (stdin.writableCorked === 0) {
        stdin.cork();
        process.nextTick(() => stdin.uncork());
      }
      stdin.write(encode(message));
    },
    cancel: (id) => void control.write(encode({ cancel: id })),
    kill: () => void child.kill('SIGKILL'),
    hold(alive) {
      // Its pipes keep this process alive as well.
      for (const one of [child, stdin, stdout, control]) {
        if (alive && 'ref' in one && typeof one.ref === 'function') one.ref();
        if (!alive && 'unref' in one && typeof one.unref === 'function') one.unref();
      }
    },
  };
}

/** Nothing of this process's environment is a helper's business, its secrets least of all. */
function environment(): Record<string, string> {
  const kept = ['HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])),
  );
}
