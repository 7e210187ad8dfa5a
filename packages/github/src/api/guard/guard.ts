import { createHash } from 'node:crypto';
import { holdsSecret, named, ToolError, type Call, type EarlierAnswer } from '@mcp-reference/kit';
import { foreignImages } from '../../present/images.ts';
import { isRecord } from '../scope.ts';
import { isGrave, isHarmless, startOfBranch, textsIn, type Act } from './acts.ts';
import { keyIn } from './keys.ts';
import { isTheirs, type Source } from './labels.ts';
import { Reads } from './reads.ts';
import { inWords, mainTexts, readersOf } from './words.ts';

export type GuardMode = 'on' | 'egress' | 'off';

/** A repository as far as the guard asks about it. */
export interface Standing {
  private: boolean;
  mayPush: boolean;
  defaultBranch: string | undefined;
  /** False when GitHub did not say: then it is private to read from, public to write to, and not the user's own. */
  known: boolean;
}

interface Options {
  mode: GuardMode;
  standing(repository: string, call: Call): Promise<Standing>;
  viewer(call: Call): Promise<string | undefined>;
  /** True if a pull request and its branch are by people of the repository. */
  isOwnPull(repository: string, number: number, call: Call): Promise<boolean>;
  /** True for the user's account, and for an organization that they belong to. */
  isOwnAccount(account: string, call: Call): Promise<boolean>;
  /** Reads that outlive this guard. */
  reads?: Reads;
}

/** Characters of each text that a question shows. */
const mostShown = 120;
/** Texts that a question shows. */
const mostTexts = 4;

/**
 * Keeps text of others from making the model carry private things out, or from doing what lets code run: such a write asks
 * the user first, once per call, and names the cause. What was read is remembered for half an hour.
 */
export class Guard {
  readonly #options: Options;
  readonly #reads: Reads;
  readonly #agreed = new Set<string>();
  readonly #asked = new WeakSet<object>();

  constructor(options: Options) {
    this.#options = options;
    this.#reads = options.reads ?? new Reads();
  }

  note(sources: readonly Source[]): void {
    if (this.#options.mode !== 'off') this.#reads.note(sources);
  }

  /** Remembers the commit of a pull request that was read, so that a merge or an approval is for that one. */
  noteHead(repository: string, number: unknown, sha: unknown): void {
    this.#reads.noteHead(repository, number, sha);
  }

  /** The branches and pull requests that commits are part of. */
  get origins() {
    return this.#reads.origins;
  }

  /** The tool has asked the user itself: the same call is not asked about again. */
  covered(call: Call): void {
    this.#asked.add(call);
  }

  /**
   * Asks before a write that text of others may have caused.
   * @returns parameters that pin what was read, for the request
   * @throws ToolError `denied`
   */
  async check(act: Act, call: Call): Promise<Record<string, unknown>> {
    // A call can make several requests, and is asked about once, before the first of them.
    const whole = isRecord(call.input) ? call.input : {};
    const texts = [...textsIn(act.params), ...textsIn(whole)];
    if (texts.some(holdsSecret))
      throw new ToolError(
        'denied',
        'The text holds a secret of this server, such as its token; it was not sent. Remove it.',
        {
          reason: 'own_secret',
        },
      );
    if (this.#options.mode === 'off' || this.#asked.has(call) || isHarmless(act)) return {};
    const cause = await this.#cause(act, texts, call);
    if (cause === undefined) return {};
    const grave = isGrave(act);
    const head =
      grave && /\/merge$|\/reviews/.test(act.route)
        ? this.#reads.headOf(act.target, act.params['pull_number'])
        : undefined;
    const main = [...new Set([...mainTexts({ route: act.route, params: whole }), ...mainTexts(act)])];
    const shown = main.slice(0, mostTexts).map((text) => named(text.replaceAll(/\s+/g, ' '), mostShown));
    const more = main.length > mostTexts ? ` and ${main.length - mostTexts} more` : '';
    const question = [
      `${inWords(act)} (${cause.readers})${head === undefined ? '' : ` at ${head.slice(0, 12)}`}?`,
      cause.why,
      ...(main.length === 0 ? [] : [`The text begins: ${shown.join(', ')}${more}.`]),
    ].join(' ');
    const content = createHash('sha256')
      .update(JSON.stringify([act.route, act.params]))
      .digest('base64url');
    // One yes covers all writes of a call, so it counts again only for a call with the very same arguments.
    const repetition = `${content} ${call.digest()}`;
    if (!this.#agreed.has(repetition)) {
      await call.confirm(question, { state: content });
      this.#agreed.add(repetition);
    }
    this.#asked.add(call);
    if (head === undefined) return {};
    return act.route.endsWith('/merge')
      ? { sha: act.params['sha'] ?? head }
      : { commit_id: act.params['commit_id'] ?? head };
  }

  /** Why a write asks, and who would read it; undefined when it does not ask. */
  async #cause(act: Act, texts: readonly string[], call: Call): Promise<{ why: string; readers: string } | undefined> {
    const key = keyIn(texts);
    const recent = this.#reads.recent();
    const others = await call.earlier();
    const strange =
      (await this.#first(recent, (source) => this.#isUntrusted(source, call))) ??
      fromServer(others.find(({ integrity }) => integrity === 'untrusted'));
    const hasRead = recent.length > 0 || others.length > 0;
    const mayAsk = strange !== undefined || (this.#options.mode === 'egress' && hasRead);
    // Most writes end here, without a question to GitHub.
    if (key === undefined && !mayAsk) return undefined;
    const target = act.isRepository ? await this.#options.standing(act.target, call) : undefined;
    const isPrivate = target?.known === true && target.private;
    const readers = isPrivate ? 'private' : act.isRepository ? 'public' : readersOf(act);
    if (key !== undefined && !isPrivate) return { readers, why: `The text holds what looks like ${key}.` };
    const [image] = strange === undefined ? [] : texts.flatMap(foreignImages);
    if (image !== undefined)
      return {
        readers,
        why: `It shows an image of another host, ${named(image)}, after text by others that was read in ${named(strange?.what ?? '')}.`,
      };
    if (strange !== undefined && (isGrave(act) || (await this.#startsElsewhere(act, call))))
      return { readers, why: `It follows text by others that was read in ${named(strange.what)}.` };
    if (!mayAsk) return undefined;
    const elsewhere = isPrivate ? undefined : others.find(({ confidentiality }) => confidentiality === 'private');
    const secret =
      (await this.#first(recent, (source) => this.#reaches(source, act, isPrivate, call))) ?? fromServer(elsewhere);
    if (secret === undefined) return undefined;
    const after = strange === undefined ? '' : ` after text by others in ${named(strange.what)}`;
    return { readers, why: `You read ${named(secret.what)} (private)${after}.` };
  }

  /** True for a branch at a commit that others may have made, whether or not its text was shown. */
  async #startsElsewhere(act: Act, call: Call): Promise<boolean> {
    const origin = this.origins.of(act.target, startOfBranch(act) ?? '');
    if (origin === undefined) return false;
    const repository = act.target.toLowerCase();
    const { ref, pull } = origin;
    const source: Source = { repository, what: repository, integrity: 'own', ref, pull, confidentiality: 'repository' };
    return this.#isUntrusted(source, call);
  }

  async #first<T>(all: readonly T[], is: (one: T) => Promise<boolean>): Promise<T | undefined> {
    for (const one of all) if (await is(one)) return one;
    return undefined;
  }

  async #isUntrusted({ integrity, repository, ref, pull, account }: Source, call: Call): Promise<boolean> {
    if (integrity === 'trusted') return false;
    if (integrity === 'untrusted') return true;
    if (account !== undefined) return !(await this.#options.isOwnAccount(account, call));
    if (repository === undefined) return true;
    const standing = await this.#options.standing(repository, call);
    if ((pull === undefined || ref !== undefined) && isTheirs(standing, ref)) return false;
    return pull === undefined || !standing.mayPush || !(await this.#options.isOwnPull(repository, pull, call));
  }

  /** True if a write would show something private to people who could not read it where it was. */
  async #reaches({ repository, confidentiality }: Source, act: Act, toPrivate: boolean, call: Call): Promise<boolean> {
    if (confidentiality === 'public') return false;
    if (repository !== undefined && repository === act.target.toLowerCase()) {
      // Back to where it was: only what not every reader of the repository sees, such as alerts, goes further.
      return confidentiality === 'private' && !toPrivate;
    }
    if (confidentiality === 'repository') {
      if (repository === undefined) return true;
      const standing = await this.#options.standing(repository, call);
      if (standing.known && !standing.private) return false;
    }
    if (!toPrivate) return true;
    const [owner] = act.target.toLowerCase().split('/');
    const isOwn = owner !== undefined && owner === (await this.#options.viewer(call))?.toLowerCase();
    return !(isOwn && repository?.startsWith(`${owner}/`) === true);
  }
}

/** The way a question names what another server of this session answered. */
const fromServer = (answer: EarlierAnswer | undefined): { what: string } | undefined =>
  answer && { what: `${answer.tool} of the ${answer.server} server` };
