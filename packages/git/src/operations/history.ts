import { createHash } from 'node:crypto';

/** The start of an answer of `git log`. */
interface Beginning<Commit> {
  commits: readonly Commit[];
  /** There are no more. */
  complete: boolean;
}

/** The number of commits that are kept for one repository. */
const mostCommits = 5_000;
/** The characters of their messages. */
const mostText = 2_000_000;
/** A file that changed less than this before it was looked at may change again without a new time, in milliseconds. */
const unsettled = 100;
/** The same where file systems may count in whole seconds, or in steps of two. */
const unsettledInSeconds = 3_000;

/**
 * Commits as git listed them, for as long as no reference changes. Commits themselves never change, so the same question
 * has the same answer, and one for fewer commits has its beginning.
 */
export class History<Commit extends { message: string }> {
  #of = '';
  #size = 0;
  #text = 0;
  readonly #known = new Map<string, Beginning<Commit>>();

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** Returns at most `max` commits behind the first `skip`; undefined if git must be asked. */
  find(stamp: string, question: string, skip: number, max: number): readonly Commit[] | undefined {
    if (hashOf(stamp) !== this.#of) return undefined;
    const known = this.#known.get(question);
    if (known === undefined || (!known.complete && known.commits.length < skip + max)) return undefined;
    return known.commits.slice(skip, skip + max);
  }

  /**
   * Keeps what git answered.
   * @param asked The time at which git was started or the references were looked at, the earlier one.
   */
  keep(
    { stamp, newest }: { stamp: string; newest: number },
    asked: number,
    question: string,
    { skip, max, commits }: { skip: number; max: number; commits: readonly Commit[] },
  ): void {
    const of = hashOf(stamp);
    if (of !== this.#of) this.#forget(of);
    if (newest > asked - (newest % 1_000 === 0 ? unsettledInSeconds : unsettled)) return;
    const before = this.#known.get(question)?.commits ?? [];
    if (before.length < skip || before.length >= skip + commits.length) return;
    const all = [...before.slice(0, skip), ...commits];
    const [size, text] = [all.length - before.length, lengthOf(all) - lengthOf(before)];
    if (this.#size + size > mostCommits || this.#text + text > mostText) return this.#forget(of);
    this.#size += size;
    this.#text += text;
    this.#known.set(question, { commits: all, complete: commits.length < max });
  }

  #forget(of: string): void {
    this.#known.clear();
    this.#of = of;
    this.#size = this.#text = 0;
  }
}

const hashOf = (stamp: string): string => createHash('sha256').update(stamp).digest('base64');

const lengthOf = (commits: readonly { message: string }[]): number =>
  commits.reduce((sum, { message }) => sum + message.length, 0);
