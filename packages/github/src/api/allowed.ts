import { ToolError, visible } from '@mcp-reference/kit';
import { qualified } from './query.ts';

/** The repositories that may be used at all: `owner/name` and `owner/*`. Without any pattern, all. */
export class Allowed {
  readonly patterns: readonly string[];
  readonly #names: ReadonlySet<string>;
  readonly #owners: ReadonlySet<string>;

  /** @throws ToolError `invalid` for a pattern that is neither form. */
  constructor(patterns: readonly string[]) {
    for (const pattern of patterns)
      if (!/^[\w-]+\/(?:\*|[\w.-]+)$/.test(pattern))
        throw new ToolError('invalid', `--repos names ${JSON.stringify(pattern)}; it takes owner/name and owner/*.`);
    this.patterns = patterns;
    const lower = patterns.map((pattern) => pattern.toLowerCase());
    this.#names = new Set(lower.filter((pattern) => !pattern.endsWith('/*')));
    this.#owners = new Set(lower.filter((pattern) => pattern.endsWith('/*')).map((pattern) => pattern.slice(0, -2)));
  }

  get restricted(): boolean {
    return this.patterns.length > 0;
  }

  /** The accounts that the patterns name; undefined without any pattern. */
  get owners(): readonly string[] | undefined {
    return this.restricted ? [...new Set(this.patterns.map((one) => one.split('/')[0] ?? ''))] : undefined;
  }

  /** True if a repository may be used, by `owner/name`. */
  has(fullName: string): boolean {
    const name = fullName.toLowerCase();
    return !this.restricted || this.#names.has(name) || this.hasOwner(name.split('/')[0] ?? '');
  }

  /** True if everything that an account owns may be used. */
  hasOwner(owner: string): boolean {
    return !this.restricted || this.#owners.has(owner.toLowerCase());
  }

  /** @throws ToolError `denied` */
  check(fullName: string): void {
    if (!this.has(fullName)) throw this.refusal(fullName);
  }

  /** @throws ToolError `denied` */
  checkOwner(owner: string): void {
    if (!this.hasOwner(owner)) throw this.refusal(`${owner}/*`);
  }

  refusal(what: string): ToolError {
    return new ToolError(
      'denied',
      `${visible(what)} is not among the repositories of this server (--repos ${this.patterns.join(',')}).`,
      {
        reason: 'not_allowed',
      },
    );
  }

  /**
   * A search that only asks for allowed repositories: what it names must be allowed, and one that names none is given
   * them all. What an OR would let through is also taken out of the results.
   * @throws ToolError `denied`
   */
  narrow(query: string): string {
    if (!this.restricted) return query;
    let named = false;
    const bare = query.replaceAll(/(^|[\s(])"[^"]*"/g, '$1');
    for (const [, sign, kind = '', value = ''] of bare.matchAll(/(-?)\b(repo|org|user|owner):("[^"]*"|[^\s)]+)/gi)) {
      if (sign === '-') continue;
      const name = value.replaceAll('"', '');
      if (kind.toLowerCase() === 'repo') this.check(name);
      else this.checkOwner(name);
      named = true;
    }
    if (named) return query;
    const all = this.patterns.map((one) => (one.endsWith('/*') ? `user:${one.slice(0, -2)}` : `repo:${one}`));
    return qualified(query, all);
  }
}
