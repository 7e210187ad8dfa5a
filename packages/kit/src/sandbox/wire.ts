import type { ErrorCode } from '../errors.ts';
import type { PlainFile } from './helper/attributes.ts';
import type { RootSpec } from './helper/roots.ts';

/** An argument of helpers whose memory the server's process watches. */
export const guardedFlag = '--guarded';

/** Messages that the server's process sends to a helper's stdin, handled in order. */
export type ToHelper =
  | { type: 'roots'; set: number; roots: RootSpec[]; none?: string | undefined }
  | { type: 'run'; id: number; set: number; operation: string; params: unknown; deadline: number };

/** Messages to a busy helper, on {@link controlFd}. */
export interface Control {
  cancel: number;
}

/** The message of the helper's watchdog on {@link controlFd} before it kills its process. */
export interface ExitNotice {
  over: 'memory';
}

/** The descriptor on which the helper receives control messages and writes its final message to. */
export const controlFd = 3;

/** Messages from a helper. */
export type FromHelper =
  | { type: 'ready' }
  /** `plain`: files that the helper found to have no attributes. */
  | { type: 'done'; id: number; value: unknown; plain?: PlainFile[] | undefined }
  | { type: 'failed'; id: number; code: ErrorCode; message: string; retryable: boolean }
  | { type: 'broke'; id: number; stack: string }
  | { type: 'mark'; id: number; mark: string }
  | { type: 'progress'; id: number; done: number; total?: number | undefined; message?: string | undefined };

/** Encodes a message as one line of JSON. */
export const encode = (message: ToHelper | FromHelper | Control | ExitNotice): string => `${JSON.stringify(message)}\n`;

/** Splits a stream of bytes into messages, in linear time for any chunk sizes. */
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
