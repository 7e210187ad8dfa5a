import { spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { decoder, encode, type FromHelper, type ToHelper } from './wire.ts';

/** What a helper program runs in, and the way to it. */
export interface Vehicle {
  send(message: ToHelper): void;
  /** Ends it at once. What is blocked in a system call ends with a process, and not with a thread. */
  kill(): void;
  /** Whether it keeps this process alive. */
  hold(alive: boolean): void;
}

/** What a vehicle reports. `ended` comes once, after everything else. */
export interface Listener {
  message(message: FromHelper): void;
  ended(error?: Error): void;
}

/**
 * A thread: half the memory of a process and a quarter of the way, for file work that does not hang. It holds folders
 * by descriptors only, as the current folder belongs to the whole process.
 */
export function startThread(program: string, listener: Listener): Vehicle {
  const worker = new Worker(program, {
    argv: ['--backend=descriptor'],
    env: environment(),
    execArgv: [],
    stderr: false,
  });
  let ended = false;
  const end = (error?: Error) => {
    if (!ended) listener.ended(error);
    ended = true;
  };
  worker.on('message', (message: FromHelper) => listener.message(message));
  worker.on('error', end);
  worker.on('exit', () => end());
  return {
    send: (message) => worker.postMessage(message),
    kill: () => void worker.terminate(),
    hold: (alive) => (alive ? worker.ref() : worker.unref()),
  };
}

/** A process: it can be ended whatever it hangs in. */
export function startProcess(
  program: string,
  backend: 'descriptor' | 'portable' | undefined,
  listener: Listener,
): Vehicle {
  const child = spawn(process.execPath, [program, ...(backend === undefined ? [] : [`--backend=${backend}`])], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment(),
    windowsHide: true,
  });
  const { stdin, stdout } = child;
  stdout.on(
    'data',
    decoder<FromHelper>((message) => listener.message(message)),
  );
  stdin.on('error', () => {});
  child.on('error', (error) => listener.ended(error));
  child.on('exit', () => listener.ended());
  return {
    send(message) {
      // What is sent in one turn of the event loop is written at once.
      if (stdin.writableCorked === 0) {
        stdin.cork();
        process.nextTick(() => stdin.uncork());
      }
      stdin.write(encode(message));
    },
    kill: () => void child.kill('SIGKILL'),
    hold: (alive) => (alive ? child.ref() : child.unref()),
  };
}

/** Nothing of this process's environment is a helper's business, its secrets least of all. */
function environment(): Record<string, string> {
  const kept = ['HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])),
  );
}
