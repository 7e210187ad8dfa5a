import type fs from 'node:fs';

/** A folder that the backend holds, whatever happens to its name. */
export type Handle = number;

/**
 * The one thing that differs between systems: how a folder is held so that the names used in it cannot be redirected.
 * All sandbox algorithms are written once, over this. Methods are synchronous and throw the system's errors.
 */
export interface Backend {
  readonly name: 'descriptor' | 'portable';
  /** Holds the folder at an absolute path, or at a path relative to a held folder, following links as the system does. */
  hold(path: string, from?: Handle): Handle;
  /** Holds a folder directly inside a held one; a link in its place is an error. */
  holdChild(parent: Handle, name: string): Handle;
  /** Where the kernel says the folder is at this moment. */
  whereIs(folder: Handle): string;
  /** A path of `name` in `folder` (of the folder itself without a name), good for the next system call only. */
  at(folder: Handle, name?: string): string;
  /**
   * Opens a regular file for reading, without following a link and without waiting on a FIFO; with what it is.
   * `listed`: the folder has just called it a file, so that only a race can make it something else.
   */
  openForReading(folder: Handle, name: string, listed: boolean): { fd: number; stat: fs.Stats };
  /** Opens a regular file for writing, without following a link and without touching a FIFO or device at all. */
  openForWriting(folder: Handle, name: string, flags: number): number;
  /** `link(2)` between two held folders: fails when the target exists. */
  link(from: Handle, name: string, to: Handle, newName: string): void;
  /** `rename(2)` between two held folders. */
  rename(from: Handle, name: string, to: Handle, newName: string): void;
  /** Lets one folder go. */
  release(folder: Handle): void;
  /** Called between calls: stands nowhere in particular, so that nothing is kept from being removed. */
  rest(): void;
}

/** An error in the system's own form, for what the backend finds out itself. */
export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
