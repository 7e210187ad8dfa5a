import { Secret } from '../../secrets/secret.ts';
import { ToolError } from '../../errors.ts';
import { busy } from './http-error.ts';

/** The maximum number of contexts kept. */
const most = 1_000;

/** The lifetime of an unused context, in milliseconds. After that, a revoked token is noticed. */
const idleLimit = 10 * 60_000;

/** The time for which a rejected credential is remembered, in milliseconds; it may become valid. */
const refusalLimit = 15_000;

/** The maximum number of rejected credentials remembered. */
const mostRefused = 1_000;

interface Entry<T> {
  /** A separate copy, because requests forget their secret when they are over. */
  token: Secret;
  opening: Promise<{ value: T; close(): Promise<void> }>;
  uses: number;
  usedAt: number;
  isOpen: boolean;
}

/** The contexts that callers' credentials opened, while they are in use. Callers share nothing. */
export class PerCaller<T> {
  readonly #open: (token: Secret) => Promise<{ value: T; close(): Promise<void> }>;
  /** By digest, least recently used first; no table of credentials is kept. */
  readonly #entries = new Map<string, Entry<T>>();
  /** By digest, oldest first. */
  readonly #refused = new Map<string, { until: number; error: ToolError }>();
  readonly #sweep = setInterval(() => this.#closeIdle(Date.now() - idleLimit), 60_000).unref();

  constructor(open: (token: Secret) => Promise<{ value: T; close(): Promise<void> }>) {
    this.#open = open;
  }

  /**
   * @returns the context that the credential opened, and a function that releases it.
   * @throws ToolError `denied` when the credential opens nothing now, or did not a moment ago.
   */
  async acquire(token: Secret): Promise<{ value: T; release(): void }> {
    const key = token.digest();
    const refused = this.#refused.get(key);
    if (refused !== undefined && refused.until > Date.now()) throw refused.error;
    const entry = this.#entries.get(key) ?? this.#begin(token);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.uses++;
    const release = () => {
      entry.uses--;
      entry.usedAt = Date.now();
    };
    try {
      const { value } = await entry.opening;
      entry.isOpen = true;
      return { value, release };
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      entry.token.forget();
      if (error instanceof ToolError && error.code === 'denied') this.#remember(key, error);
      throw error;
    }
  }

  /** True if the context of this credential is still open. */
  isOpen(token: Secret): boolean {
    return this.#entries.get(token.digest())?.isOpen === true;
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    this.#refused.clear();
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(closeEntry));
  }

  #begin(token: Secret): Entry<T> {
    if (this.#entries.size >= most) this.#makeRoom();
    const own = new Secret(token.reveal());
    return { token: own, opening: this.#open(own), uses: 0, usedAt: Date.now(), isOpen: false };
  }

  /** Remembers a rejected credential, so that repeating it causes no further requests. */
  #remember(key: string, error: ToolError): void {
    this.#refused.delete(key);
    this.#refused.set(key, { until: Date.now() + refusalLimit, error });
    for (const oldest of this.#refused.keys()) {
      if (this.#refused.size <= mostRefused) break;
      this.#refused.delete(oldest);
    }
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
    // It never opened, or is already closed.
  }
}
