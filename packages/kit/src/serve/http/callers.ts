import type { Secret } from '../../auth/secret.ts';
import { busy } from './refusal.ts';

/** Contexts that are kept at once. */
const most = 1_000;

/** How long a context is kept after its last use, in milliseconds: a token that was revoked is asked about again then. */
const idleLimit = 10 * 60_000;

interface Entry<T> {
  token: Secret;
  opening: Promise<{ value: T; close(): Promise<void> }>;
  uses: number;
  usedAt: number;
}

/** What each caller's credential opened, for as long as it is in use. Callers share nothing. */
export class PerCaller<T> {
  readonly #open: (token: Secret) => Promise<{ value: T; close(): Promise<void> }>;
  /** The one that was used least recently first; by digest, so that no table of credentials is kept. */
  readonly #entries = new Map<string, Entry<T>>();
  readonly #sweep = setInterval(() => this.#closeIdle(Date.now() - idleLimit), 60_000).unref();

  constructor(open: (token: Secret) => Promise<{ value: T; close(): Promise<void> }>) {
    this.#open = open;
  }

  /** @returns what the credential opened, and what says that it is no longer used. */
  async acquire(token: Secret): Promise<{ value: T; release(): void }> {
    const key = token.digest();
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      if (this.#entries.size >= most) this.#makeRoom();
      entry = { token, opening: this.#open(token), uses: 0, usedAt: Date.now() };
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.uses++;
    const using = entry;
    const release = () => {
      using.uses--;
      using.usedAt = Date.now();
    };
    try {
      const { value } = await entry.opening;
      return { value, release };
    } catch (error) {
      // A credential that was refused is asked about anew each time: it may have become valid.
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      token.forget();
      throw error;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(closeEntry));
  }

  #makeRoom(): void {
    const unused = [...this.#entries].find(([, { uses }]) => uses === 0);
    if (unused === undefined) throw busy(503, 'Too many callers are being served; try again.', 5);
    this.#entries.delete(unused[0]);
    void closeEntry(unused[1]);
  }

  #closeIdle(before: number): void {
    for (const [key, entry] of this.#entries) {
      if (entry.uses > 0 || entry.usedAt >= before) continue;
      this.#entries.delete(key);
      void closeEntry(entry);
    }
  }
}

async function closeEntry({ token, opening }: Entry<unknown>): Promise<void> {
  token.forget();
  try {
    await (await opening).close();
  } catch {
    // It never opened, or is gone already.
  }
}
