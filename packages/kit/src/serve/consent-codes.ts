import { createHmac, randomBytes } from 'node:crypto';

/** The consequence of a call, which a code is derived from. */
export interface Consequence {
  tool: string;
  caller: string;
  /** Digest of the call's other arguments. */
  input: string;
  /** The question in one line. */
  sentence: string;
  /** The question with its details. */
  text: string;
  state: string;
}

export type Verdict =
  | { kind: 'agreed'; code: string }
  /** `why` is a clause about the given code, for the error; empty when there was none. */
  | { kind: 'asked'; code: string; why: string };

/** Letters and digits that are not easily confused. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Codes whose consequence is remembered, to explain what has changed when one is stale. */
const mostRemembered = 500;
/** Callers whose wrong codes are counted. */
const mostCounted = 1_000;

/**
 * Codes that stand for a user's consent if the client cannot ask. A code is a keyed digest: nothing has to be stored to
 * recognize it, and it stops matching when anything that it was made from changes.
 */
export class Codes {
  readonly #given: string | (() => string | undefined) | undefined;
  #made: Buffer | undefined;
  readonly #remembered = new Map<string, Consequence>();
  /** Wrong codes by caller and tool. */
  readonly #wrong = new Map<string, number>();

  /**
   * @param key shared by processes that have to recognize each other's codes, or a function that is called for it with
   *   the first question; random by default.
   */
  constructor(key?: string | (() => string | undefined)) {
    this.#given = key;
  }

  get #key(): Buffer {
    if (this.#made !== undefined) return this.#made;
    const key = typeof this.#given === 'function' ? this.#given() : this.#given;
    return (this.#made = key === undefined ? randomBytes(32) : createHmac('sha256', key).update('confirm').digest());
  }

  /** Compares the argument `confirm` with the sentence and code of this consequence. */
  check(given: string, what: Consequence): Verdict {
    const codeOf = (length: number) => this.#codeOf(what, length);
    if (given !== '' && this.#accepts(given, what)) return { kind: 'agreed', code: codeOf(this.#lengthFor(what)) };
    const why = given === '' ? '' : this.#explain(given, what);
    if (given !== '') this.#count(what);
    const code = codeOf(this.#lengthFor(what));
    this.#remember(code, what);
    return { kind: 'asked', code, why };
  }

  /**
   * True if both are there: the code binds the consequence, and the sentence is what the host's dialog shows the user.
   */
  #accepts(given: string, what: Consequence): boolean {
    return plain(given).includes(plain(`${what.sentence} [${this.#codeOf(what, this.#lengthFor(what))}]`));
  }

  #codeOf({ tool, caller, input, text, state }: Consequence, length: number): string {
    const bytes = createHmac('sha256', this.#key)
      .update(JSON.stringify([tool, caller, input, text, state, length]))
      .digest();
    return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('');
  }

  /** Returns longer codes after wrong ones, so that guessing gets nowhere and no one is locked out. */
  #lengthFor({ tool, caller }: Consequence): number {
    const wrong = this.#wrong.get(JSON.stringify([caller, tool])) ?? 0;
    return wrong < 5 ? 4 : wrong < 20 ? 8 : 16;
  }

  #count({ tool, caller }: Consequence): void {
    const key = JSON.stringify([caller, tool]);
    const wrong = (this.#wrong.get(key) ?? 0) + 1;
    this.#wrong.delete(key);
    this.#wrong.set(key, wrong);
    dropOldest(this.#wrong, mostCounted);
  }

  #remember(code: string, what: Consequence): void {
    this.#remembered.delete(code);
    this.#remembered.set(code, what);
    dropOldest(this.#remembered, mostRemembered);
  }

  #explain(given: string, what: Consequence): string {
    const code = codeIn(given);
    if (code === undefined) return 'confirm must be the whole sentence with its code in brackets;';
    const before = this.#remembered.get(code);
    if (before === undefined || before.caller !== what.caller || before.tool !== what.tool)
      return `the code [${code}] is not one that this tool gave;`;
    if (before.input !== what.input) return 'the other arguments are not those that the code was given for;';
    if (before.text !== what.text) return `it would now do something else than "${before.sentence}";`;
    if (before.state !== what.state) return 'what it acts on has changed since the code was given;';
    return 'the sentence in confirm was changed;';
  }
}

const codeIn = (given: string): string | undefined => /\[([a-z2-9]{4,16})\][."'”]*$/.exec(given)?.[1];

/** Normalizes quotation marks, escapes and white space, which models and hosts change; the words have to match. */
const plain = (text: string): string =>
  text
    .replaceAll(/\\(?=["'\\])/g, '')
    .replaceAll(/["'`´‘’“”]/g, '"')
    .replaceAll(/\s+/g, ' ')
    .trim();

function dropOldest(map: Map<string, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}
