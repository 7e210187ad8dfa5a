import { whenBatchEnds } from '../../arrivals.ts';
import type { Handle } from '../helper/backend.ts';

/**
 * Folders that the requests of one batch share, see `arrivals.ts`: files that are read together are often in one folder.
 * Each folder stays open until the batch is over. Only for reading: a change makes a new batch.
 */
export class SharedFolders {
  readonly #currentBatch: () => object | undefined;
  readonly #release: (folder: Handle) => void;
  #batch: object | undefined;
  readonly #open = new Map<string, Handle>();
  readonly #handles = new Set<Handle>();

  constructor(currentBatch: () => object | undefined, release: (folder: Handle) => void) {
    this.#currentBatch = currentBatch;
    this.#release = release;
  }

  /** Returns a folder below an open one; undefined if no batch is running. */
  get(path: string, from: Handle, hold: () => Handle): Handle | undefined {
    const batch = this.#currentBatch();
    if (batch !== this.#batch) this.close();
    if (batch === undefined) return undefined;
    const key = `${from}/${path}`;
    let folder = this.#open.get(key);
    if (folder === undefined) {
      folder = hold();
      if (this.#batch === undefined) whenBatchEnds(() => this.close());
      this.#batch = batch;
      this.#open.set(key, folder);
      this.#handles.add(folder);
    }
    return folder;
  }

  has(folder: Handle): boolean {
    return this.#handles.has(folder);
  }

  close(): void {
    this.#batch = undefined;
    if (this.#handles.size === 0) return;
    for (const folder of this.#handles) this.#release(folder);
    this.#handles.clear();
    this.#open.clear();
  }
}
