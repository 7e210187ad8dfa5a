import fs from 'node:fs';
import { ToolError } from '../../errors.ts';
import { errnoOf, translate } from '../errno.ts';
import type { Backend } from './backend.ts';
import type { Root, RootSpec } from './roots.ts';
import { identityOf } from './stat.ts';

const none = -1;

/**
 * An allowed folder as one helper holds it. A folder that was removed and made again is used again, as is one that was
 * missing at start. One that was moved away, or that another folder was put in the place of, is not: nothing is read
 * from or written to either of them.
 */
export class HeldRoot {
  readonly root: Root;
  readonly #backend: Backend;
  /** True if another folder may take its place: there was none at the start, or the held one was deleted. */
  #replaceable: boolean;

  constructor(spec: RootSpec, backend: Backend) {
    this.root = { ...spec, handle: none };
    this.#backend = backend;
    this.#replaceable = spec.identity === '';
  }

  /** Compares what is in its place now with what is held. */
  refresh(): void {
    const { root } = this;
    if (this.#backend.serves?.(root) === false) {
      this.release();
      root.gone = elsewhere;
      return;
    }
    if (root.handle !== none && this.#backend.isUnmoved?.(root.handle, root)) {
      root.gone = undefined;
      return;
    }
    const place = root.identity === '' ? root.path : root.real;
    const present = identityAt(place);
    if (present !== undefined && present === root.identity && root.handle !== none) {
      root.gone = undefined;
      return;
    }
    if (this.#isDeleted()) {
      this.release();
      this.#replaceable = true;
    }
    root.gone = present === undefined ? this.#missing(place) : this.#take(present);
  }

  release(): void {
    if (this.root.handle !== none) this.#backend.release(this.root.handle);
    this.root.handle = none;
  }

  /** Holds what is in its place, if that is it. Returns why it cannot be used. */
  #take(present: string): ToolError | undefined {
    const { root } = this;
    if (present !== root.identity && !this.#replaceable) return replaced(root.path);
    let handle;
    try {
      handle = this.#backend.hold(root.identity === '' ? root.path : root.real);
      const real = this.#backend.whereIs(handle);
      // A link on the way would lead to a folder that the user did not name.
      const same = identityAt(this.#backend.at(handle)) === present && (root.identity === '' || real === root.real);
      if (!same) throw new Error('It was replaced again.');
      this.release();
      Object.assign(root, { handle, real, identity: present });
      this.#replaceable = false;
      return undefined;
    } catch (cause) {
      if (handle !== undefined) this.#backend.release(handle);
      return passing(cause, root.path) ?? Object.assign(replaced(root.path), { cause });
    }
  }

  #missing(place: string): ToolError {
    const { path, identity } = this.root;
    const denied = passing(failureAt(place), path);
    if (denied) return denied;
    if (identity === '') return gone(path, 'does not exist. It is used as soon as it is there.');
    if (this.#replaceable) return gone(path, 'was removed. It is used again when a folder is there.');
    return replaced(path);
  }

  /** Known only where the kernel tells how many names a held folder has. */
  #isDeleted(): boolean {
    if (this.root.handle === none || this.#backend.name !== 'descriptor') return false;
    return fs.fstatSync(this.root.handle).nlink === 0;
  }
}

/** Never shown: the call is left to a helper. */
const elsewhere = new ToolError('unavailable', 'A helper works in this folder.');

const gone = (path: string, what: string): ToolError =>
  new ToolError('unavailable', `The allowed folder "${path}" ${what}`);

const replaced = (path: string): ToolError =>
  gone(
    path,
    'was moved, replaced or unmounted since this server started, and is no longer used; restart the server to use what is there now.',
  );

/** Reasons why a folder cannot be looked at that say nothing about whether it is still there. */
const passingCodes = new Set(
  'EACCES EPERM EIO ENOTCONN EHOSTDOWN ETIMEDOUT ESTALE EMFILE ENFILE ENOMEM EBUSY'.split(' '),
);

function passing(error: unknown, path: string): ToolError | undefined {
  const told = passingCodes.has(errnoOf(error) ?? '') ? translate(error, path) : undefined;
  return told instanceof ToolError ? told : undefined;
}

function failureAt(path: string): unknown {
  try {
    return void fs.statSync(path);
  } catch (error) {
    return error;
  }
}

/** `dev:ino` of the folder at a path; undefined when no folder is there. */
export function identityAt(path: string): string | undefined {
  try {
    const stat = fs.statSync(path, { bigint: true });
    return stat.isDirectory() ? identityOf(stat) : undefined;
  } catch {
    return undefined;
  }
}
