import type { ErrorCode } from '../errors.ts';
import type { RootSpec } from './helper/roots.ts';

/** What the server's process gives a helper to do, in order, on its stdin. */
export type ToHelper =
  | { type: 'roots'; set: number; roots: RootSpec[] }
  | { type: 'run'; id: number; set: number; operation: string; params: unknown; deadline: number };

/** What it tells a helper while that is busy, on {@link controlFd}. */
export interface Control {
  cancel: number;
}

/** What the helper's watchdog says on {@link controlFd} before it ends its process. */
export interface ExitNotice {
  over: 'memory';
}

/** The descriptor in the helper that control messages come on, and its last word goes out on. */
export const controlFd = 3;

/** What a helper answers. */
export type FromHelper =
  | { type: 'ready' }
  | { type: 'done'; id: number; value: unknown }
  | { type: 'failed'; id: number; code: ErrorCode; message: string; retryable: boolean }
  | { type: 'broke'; id: number; stack: string }
  | { type: 'mark'; id: number; mark: string }
  | { type: 'progress'; id: number; done: number; total?: number | undefined; message?: string | undefined };

/** Messages are JSON, one a line. */
export const encode = (message: ToHelper | FromHelper | Control | ExitNotice): string => `${JSON.stringify(message)}\n`;

/** Cuts a stream of bytes into messages; linear in the bytes however they are cut. */
export function decoder<M>(onMessage: (message: M) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      parts.push(chunk.subarray(start, end));
      const line = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
      parts = [];
      start = end + 1;
      onMessage(JSON.parse(line.toString()) as M);
    }
    if (start < chunk.length) parts.push(start === 0 ? chunk : chunk.subarray(start));
  };
}
