/** More strings than this take longer to look for than they save. */
const mostStrings = 32;
const mostLists = 4;
/** The part of a long string that is looked for: what begins it is needed as well. */
const longest = 64;

/** The strings that a part of a pattern needs. */
interface Needs {
  /** All strings that it can match, if there are few. */
  exact?: readonly string[];
  /** Lists of strings: every match contains a string of each list. */
  each: readonly (readonly string[])[];
}

/** Thrown for syntax that is not followed here. */
class Unclear extends Error {}

/**
 * Lists of strings, in the pattern's own case: each match of an RE2 pattern contains a string of every list. The first list
 * rules out most. A text without them is ruled out by the engine's own search, many times faster than by RE2.
 */
export function requiredLiterals(pattern: string): readonly (readonly string[])[] {
  try {
    const reader = new Reader(pattern);
    const needs = reader.alternatives();
    if (!reader.atEnd) return [];
    return all(needs)
      .filter((strings) => shortest(strings) >= 2)
      .sort((a, b) => shortest(b) - shortest(a))
      .slice(0, mostLists)
      .map((strings) => [...new Set(strings.map(beginning))]);
  } catch (error) {
    if (error instanceof Unclear) return [];
    throw error;
  }
}

const all = ({ exact, each }: Needs): (readonly string[])[] => (exact ? [exact, ...each] : [...each]);

/** Cuts no character in two. */
const beginning = (text: string): string => Array.from(text).slice(0, longest).join('');

const shortest = (strings: readonly string[]): number => Math.min(...strings.map((one) => one.length));

/** Returns the list that rules out most: the one whose shortest string is longest. */
const best = (needs: Needs): readonly string[] | undefined =>
  all(needs).toSorted((a, b) => shortest(b) - shortest(a))[0];

class Reader {
  readonly #pattern: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = [...pattern];
  }

  get atEnd(): boolean {
    return this.#at >= this.#pattern.length;
  }

  alternatives(): Needs {
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    const [only] = branches;
    if (branches.length === 1 && only !== undefined) return only;
    const exact = union(branches.map((one) => one.exact));
    if (exact !== undefined) return { exact, each: [] };
    const needed = union(branches.map(best));
    return { each: needed ? [needed] : [] };
  }

  #sequence(): Needs {
    let run: readonly string[] = [''];
    const each: (readonly string[])[] = [];
    let isExact = true;
    const end = () => {
      each.push(run);
      run = [''];
      isExact = false;
    };
    while (!this.atEnd && this.#next !== '|' && this.#next !== ')') {
      const atom = this.#atom();
      const { least, most } = this.#repetition();
      const { exact } = atom;
      const once = least === 1 && most === 1;
      const optional = least === 0 && most === 1 && exact !== undefined;
      const strings = optional ? [...exact, ''] : least > 0 ? exact : undefined;
      const joined = strings && run.length * strings.length <= mostStrings ? product(run, strings) : undefined;
      if (joined === undefined) end();
      else run = joined;
      if (least > 0) each.push(...(joined === undefined ? all(atom) : atom.each));
      if (!once && !optional) end();
    }
    return isExact ? { exact: run, each } : { each: [...each, run] };
  }

  get #next(): string {
    return this.#pattern[this.#at] ?? '';
  }

  #take(text: string): boolean {
    if (
      !this.#pattern
        .slice(this.#at, this.#at + text.length)
        .join('')
        .startsWith(text)
    )
      return false;
    this.#at += text.length;
    return true;
  }

  #atom(): Needs {
    const character = this.#next;
    this.#at++;
    if (character === '(') return this.#group();
    if (character === '[') return this.#set();
    if (character === '\\') return this.#escape();
    if ('.^$'.includes(character)) return { each: [] };
    if ('*+?'.includes(character)) throw new Unclear();
    return { exact: [character], each: [] };
  }

  #group(): Needs {
    if (this.#take('?')) {
      // Flags change what is around them: only groups with a name, or without a number, are followed.
      if (this.#take('P<') || this.#take('<')) while (!this.atEnd && !this.#take('>')) this.#at++;
      else if (!this.#take(':')) throw new Unclear();
    }
    const inside = this.alternatives();
    if (!this.#take(')')) throw new Unclear();
    return inside;
  }

  /** A set of one character is that character; others are any character. */
  #set(): Needs {
    if (this.#next === '[' || this.#next === '^') return this.#skipSet();
    const [only = '', end] = this.#pattern.slice(this.#at, this.#at + 2);
    if (end !== ']' || only === '\\' || only === ']') return this.#skipSet();
    this.#at += 2;
    return { exact: [only], each: [] };
  }

  #skipSet(): Needs {
    this.#take('^');
    this.#take(']');
    while (!this.#take(']')) {
      if (this.atEnd) throw new Unclear();
      if (this.#take('[:')) while (!this.atEnd && !this.#take(':]')) this.#at++;
      else this.#at += this.#next === '\\' ? 2 : 1;
    }
    return { each: [] };
  }

  #escape(): Needs {
    const character = this.#next;
    this.#at++;
    if (/^[!-/:-@[-`{-~ ]$/.test(character)) return { exact: [character], each: [] };
    if (character === 't') return { exact: ['\t'], each: [] };
    if (/^[dDwWsSbB]$/.test(character)) return { each: [] };
    if (/^[pP]$/.test(character)) {
      if (this.#take('{')) while (!this.atEnd && !this.#take('}')) this.#at++;
      else this.#at++;
      return { each: [] };
    }
    // Positions in the whole text, codes and quotations.
    throw new Unclear();
  }

  #repetition(): { least: number; most: number } {
    const read = (): { least: number; most: number } | undefined => {
      if (this.#take('*')) return { least: 0, most: Infinity };
      if (this.#take('+')) return { least: 1, most: Infinity };
      if (this.#take('?')) return { least: 0, most: 1 };
      const counts = /^\{(\d+)(,?)(\d*)\}/.exec(this.#pattern.slice(this.#at, this.#at + 12).join(''));
      if (counts === null) return undefined;
      const [all, least = '', comma, most] = counts;
      this.#at += all.length;
      return { least: Number(least), most: comma === '' ? Number(least) : most === '' ? Infinity : Number(most) };
    };
    const found = read();
    if (found === undefined) return { least: 1, most: 1 };
    this.#take('?');
    if (/^[*+?]$/.test(this.#next)) throw new Unclear();
    return found;
  }
}

function product(before: readonly string[], after: readonly string[]): readonly string[] {
  return before.flatMap((start) => after.map((end) => start + end));
}

function union(all: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const strings: string[] = [];
  for (const some of all) {
    if (some === undefined) return undefined;
    strings.push(...some);
  }
  return strings.length <= mostStrings ? strings : undefined;
}
