import { spawn, type ChildProcess } from 'node:child_process';
import { afterDeadline, ToolError, type Call } from '@mcp-reference/kit';
import { windowsProgram } from '@mcp-reference/kit/sandbox';

/** One run of a program: everything about it decided, nothing inherited. */
export interface Job {
  program: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** The content of its stdin; without it stdin is empty. */
  input?: Uint8Array | string | undefined;
  /** The call that it runs for: aborts it, and says when it must have ended. */
  call: Pick<Call, 'signal' | 'deadline'>;
  /** Bytes of stdout that are kept; a program that prints more is ended. */
  most: number;
  onStdout?: ((chunk: Buffer) => void) | undefined;
  onStderr?: ((chunk: Buffer) => void) | undefined;
}

export interface Outcome {
  stdout: Buffer;
  stderr: string;
  code: number;
  /** stdout was longer than what was to be kept. */
  cut: boolean;
}

/** The number of bytes kept from the end of stderr, where programs say why they failed. */
const mostStderr = 64 * 1024;

/** The time between SIGTERM and SIGKILL, in milliseconds. */
const patience = 1_000;

const windows = process.platform === 'win32';
const running = new Set<ChildProcess>();

/**
 * Runs a program to its end. It leads a new process group and session: it has no terminal to ask on, and ending
 * it ends all that it started, hooks and transports included.
 * @throws ToolError `timeout` when cancelled or overdue, `unavailable` when it cannot be started or was killed by a signal.
 */
export async function runToEnd(job: Job): Promise<Outcome> {
  const { program, args, cwd, env, input, call, most, onStdout, onStderr } = job;
  const { signal } = call;
  signal.throwIfAborted();
  const child = spawn(program, args, {
    cwd,
    env,
    detached: !windows,
    windowsHide: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let kept = 0;
  let told = 0;
  let ending: 'cut' | 'over' | undefined;
  let kill: NodeJS.Timeout | undefined;
  const end = (why: 'cut' | 'over') => {
    if (ending !== undefined) return;
    ending = why;
    endGroup(child, 'SIGTERM');
    kill = setTimeout(() => endGroup(child, 'SIGKILL'), patience);
  };
  child.stdout?.on('data', (chunk: Buffer) => {
    onStdout?.(chunk);
    if (ending === 'cut') return;
    const room = most - kept;
    stdout.push(chunk.length <= room ? chunk : chunk.subarray(0, room));
    kept += chunk.length;
    if (kept > most) end('cut');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr.push(chunk);
    told += chunk.length;
    while (stderr.length > 1 && told - (stderr[0]?.length ?? 0) > mostStderr) told -= stderr.shift()?.length ?? 0;
    onStderr?.(chunk);
  });
  const over = () => end('over');
  signal.addEventListener('abort', over);
  const stopWaiting = afterDeadline(call, over);
  try {
    const { code, died } = await ended(child, input);
    if (ending === 'over') throw signal.aborted ? abortError(signal) : overdue();
    if (ending !== 'cut' && code === null) throw killed(died);
    const whole = Buffer.concat(stdout);
    // Another listener may have kept what it was given.
    if (onStdout === undefined) for (const chunk of stdout) release(chunk);
    return {
      stdout: whole,
      stderr: Buffer.concat(stderr).subarray(-mostStderr).toString(),
      code: code ?? 0,
      cut: ending === 'cut',
    };
  } finally {
    stopWaiting();
    clearTimeout(kill);
    signal.removeEventListener('abort', over);
    // What it left behind in its group goes with it.
    if (ending !== undefined) endGroup(child, 'SIGKILL');
    running.delete(child);
  }
}

/**
 * Frees a large buffer that nothing uses any more. V8 would collect it only after many others: it counts their few bytes in its heap.
 * Before Node 22 that is left to V8.
 */
export function release({ buffer, byteLength }: Buffer): void {
  if (byteLength < 16 * 1024 || !(buffer instanceof ArrayBuffer)) return;
  (buffer as { transfer?: (length: number) => ArrayBuffer }).transfer?.(0);
}

/** A program that answers questions for as long as it is wanted. */
export interface Conversation {
  send(text: string): void;
  end(): void;
  /** True after its end. */
  ended: boolean;
}

/** Starts a program that is talked to over its stdin and stdout. `onEnd` is called once, however it ends. */
export function converse(
  { program, args, cwd, env }: Pick<Job, 'program' | 'args' | 'cwd' | 'env'>,
  { onData, onEnd }: { onData(chunk: Buffer): void; onEnd(stderr: string): void },
): Conversation {
  const child = spawn(program, args, { cwd, env, detached: !windows, windowsHide: true, stdio: 'pipe' });
  running.add(child);
  let stderr = '';
  const conversation: Conversation = {
    send: (text) => void child.stdin.write(text),
    end: () => endGroup(child, 'SIGTERM'),
    ended: false,
  };
  const over = () => {
    if (conversation.ended) return;
    conversation.ended = true;
    running.delete(child);
    onEnd(stderr);
  };
  child.stdin.on('error', () => {});
  child.stdout.on('data', onData);
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-mostStderr)));
  child.on('error', over);
  child.on('close', over);
  // It must not keep the server from ending.
  child.unref();
  return conversation;
}

/** Ends whatever still runs; for the end of the server. */
export function endAll(): void {
  for (const child of running) endGroup(child, 'SIGTERM');
}

async function ended(
  child: ChildProcess,
  input: Uint8Array | string | undefined,
): Promise<{ code: number | null; died: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(new ToolError('unavailable', 'git could not be started; is it installed?', { cause: error })),
    );
    child.on('close', (code, died) => resolve({ code, died }));
    // A program that ends before it has read everything says itself why.
    child.stdin?.on('error', () => {});
    if (input !== undefined) child.stdin?.end(input);
  });
}

function endGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (!windows) process.kill(-child.pid, signal);
    else if (child.exitCode === null) {
      const options = { windowsHide: true, stdio: 'ignore' } as const;
      spawn(windowsProgram('taskkill'), ['/pid', String(child.pid), '/T', '/F'], options).on('error', () => {});
    }
  } catch {
    // It and its group are gone already.
  }
}

const abortError = ({ reason }: AbortSignal): ToolError =>
  reason instanceof ToolError ? reason : new ToolError('timeout', 'The call was cancelled; git was stopped.');

const overdue = (): ToolError =>
  new ToolError(
    'timeout',
    'git did not finish in time and was stopped. Ask for less, or start with a longer --timeout.',
  );

const killed = (signal: NodeJS.Signals | null): ToolError =>
  new ToolError(
    'unavailable',
    `git was killed from outside (${signal ?? 'unknown signal'}); what it was doing is not complete.`,
  );
