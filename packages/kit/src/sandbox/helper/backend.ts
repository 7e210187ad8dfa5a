import type fs from 'node:fs';
import type { RootSpec } from './roots.ts';

/** A folder that the backend holds open, regardless of what happens to its name. */
export type Handle = number;

/**
 * The only difference between systems: how a folder is held open so that names in it cannot be redirected. All sandbox
 * algorithms are written once, on top of this. Methods are synchronous and throw the system's errors.
 */
export interface Backend {
  readonly name: 'descriptor' | 'portable';
  /** Opens a folder by an absolute path, or by a path relative to an open folder; follows links like the system. */
  hold(path: string, from?: Handle): Handle;
  /**
   * Like {@link hold}, for all requests of a batch: closed when the batch is over. Undefined if there is no batch.
   */
  share?(path: string, from: Handle): Handle | undefined;
  /** Opens a folder directly inside an open one; fails for a link. */
  holdChild(parent: Handle, name: string): Handle;
  /** Returns the current path of the folder, according to the kernel. */
  whereIs(folder: Handle): string;
  /** Returns a path to `name` in `folder`, or to the folder itself, valid for the next system call only. */
  at(folder: Handle, name?: string): string;
  /** Lists a folder. */
  entries(folder: Handle): fs.Dirent[];
  /**
   * Opens a regular file for reading, without following a link or waiting for a FIFO, and returns its stat.
   * `listed`: the folder has just listed it as a file, so that only a race can make it something else.
   */
  openForReading(folder: Handle, name: string, listed: boolean): { fd: number; stat: fs.BigIntStats };
  /** Opens a regular file for writing, without following a link and without touching a FIFO or device. */
  openForWriting(folder: Handle, name: string, flags: number): number;
  /** `link(2)` between two open folders: fails when the target exists. */
  link(from: Handle, name: string, to: Handle, newName: string): void;
  /** `rename(2)` between two open folders. */
  rename(from: Handle, name: string, to: Handle, newName: string): void;
  /** Closes a folder. */
  release(folder: Handle): void;
  /** False for a root that this process must not touch, because that could make it wait. */
  serves?(root: RootSpec): boolean;
  /** True if a held root is certainly still what its path leads to; otherwise that is looked up. */
  isUnmoved?(handle: Handle, root: RootSpec): boolean;
  /** Called between calls: leaves the current folder, so that it can be removed. */
  rest(): void;
}

/** Returns an error in the system's form, for conditions that the backend detects itself. */
export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
