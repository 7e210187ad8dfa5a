import { ToolError, type Call } from '@mcp-reference/kit';
import type { People } from '../people.ts';
import { isRecord, repositoryOf } from '../scope.ts';
import { LockedReads } from './reads.ts';
import { blank, withheld } from './withheld.ts';

/** Keys under which an item names its author. */
const authorKeys = ['user', 'author', 'creator', 'actor'];
/** GitHub's own accounts, whose acts people with push access asked for. */
const bots = new Set(['github-actions[bot]', 'copilot', 'web-flow']);
/** Levels of an answer that are searched for items. */
const deepest = 10;

/**
 * Withholds what people without push access wrote, on every way of reading: every answer passes through here, and what
 * does not say who wrote it, or where GitHub does not say whether they can push, is withheld as well.
 */
export class Lockdown {
  readonly #people: People;
  readonly #pushers = new Map<string, Promise<boolean>>();
  readonly #reads: LockedReads;

  constructor(people: People) {
    this.#people = people;
    this.#reads = new LockedReads(people, (item, repository, call) => this.#isSafe(item, repository, call));
  }

  /** Refuses a read whose answer does not name its authors; see {@link LockedReads}. @throws ToolError `denied` */
  checkRead(route: string, params: Readonly<Record<string, unknown>>, isText: boolean, call: Call): Promise<void> {
    return this.#reads.check(route, params, isText, call);
  }

  /** The part of an answer that may be shown. @throws ToolError `denied` when it is one item and not to be shown. */
  async vet(data: unknown, repository: string | undefined, call: Call): Promise<unknown> {
    const count = { withheld: 0 };
    if (isRecord(data) && !(await this.#isSafe(data, repositoryOf(data) ?? repository, call))) throw withheld('This');
    const left = await this.#inside(data, repository, call, count, deepest);
    if (count.withheld > 0)
      call.warn(
        `${count.withheld} withheld: written by people who cannot push to the repository, or the author is unknown (--lockdown)`,
      );
    this.#reads.note(left);
    return left;
  }

  async #inside(
    data: unknown,
    repository: string | undefined,
    call: Call,
    count: { withheld: number },
    depth: number,
  ): Promise<unknown> {
    if (depth === 0) return undefined;
    if (Array.isArray(data)) {
      const kept: unknown[] = [];
      for (const item of data as unknown[]) {
        const of = repositoryOf(item) ?? repository;
        if (await this.#isSafe(item, of, call)) kept.push(await this.#inside(item, of, call, count, depth - 1));
        else count.withheld++;
      }
      return kept;
    }
    if (!isRecord(data)) return data;
    const result: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(data)) {
      // The user of a branch is the owner of its repository, not the author of anything.
      if (authorKeys.includes(key) || typeof value !== 'object' || value === null) result[key] = value;
      else if ((key === 'head' || key === 'base') && isRecord(value) && 'ref' in value) result[key] = value;
      else if (isRecord(value) && !(await this.#isSafe(value, repositoryOf(value) ?? repository, call))) {
        count.withheld++;
        result[key] = blank(value);
      } else result[key] = await this.#inside(value, repository, call, count, depth - 1);
    }
    return result;
  }

  /** An item without any author is the repository's own: a label, a branch, a workflow. */
  async #isSafe(item: unknown, repository: string | undefined, call: Call): Promise<boolean> {
    if (!isRecord(item)) return true;
    const keys = [...authorKeys, ...(isGist(item) ? ['owner'] : [])].filter((key) => key in item);
    // A notification has the title of something, and not its author.
    const anonymous = isRecord(item['subject']) && 'title' in item['subject'];
    const isOthers = anonymous || isOfFork(item, repository) || isOfPull(item);
    if (keys.length === 0 && !isOthers) return true;
    if (repository === undefined) return isGist(item) && this.#isViewers(item, call);
    if ((await this.#people.standing(repository, call)).private) return true;
    if (isOthers) return false;
    for (const key of keys) {
      const author = item[key];
      // A commit names its author in two ways; the one inside it is free text.
      if (isRecord(author) && !('login' in author) && ('email' in author || 'date' in author)) continue;
      const login = isRecord(author) ? author['login'] : undefined;
      if (typeof login !== 'string') return false;
      // A bot's text often quotes those who made it speak.
      if (bots.has(login.toLowerCase()) ? hasText(item) : !(await this.#mayPush(repository, login, call))) return false;
    }
    return true;
  }

  async #isViewers(gist: Readonly<Record<string, unknown>>, call: Call): Promise<boolean> {
    const login = isRecord(gist['owner']) ? gist['owner']['login'] : undefined;
    return typeof login === 'string' && login.toLowerCase() === (await this.#people.viewer(call))?.toLowerCase();
  }

  async #mayPush(repository: string, login: string, call: Call): Promise<boolean> {
    const name = login.toLowerCase();
    if (name === (await this.#people.viewer(call))?.toLowerCase()) return true;
    const key = `${repository.toLowerCase()} ${name}`;
    let pushes = this.#pushers.get(key);
    if (pushes === undefined) {
      pushes = this.#people.canPush(repository, login, call);
      this.#pushers.set(key, pushes);
    }
    try {
      return await pushes;
    } catch (error) {
      this.#pushers.delete(key);
      if (!(error instanceof ToolError)) throw error;
      call.warn(
        `GitHub did not say who can push to ${repository}, so what others wrote is withheld (--lockdown): ${error.message}`,
      );
      return false;
    }
  }
}

const hasText = ({ body, title, display_title, commit }: Readonly<Record<string, unknown>>): boolean =>
  [body, title, display_title, isRecord(commit) ? commit['message'] : ''].some(
    (text) => typeof text === 'string' && text !== '',
  );

const isGist = (item: Readonly<Record<string, unknown>>): boolean =>
  'files' in item && 'public' in item && 'owner' in item;

/** True for a workflow run of a fork: its title, jobs and branch are the fork's text. */
const isOfFork = (item: Readonly<Record<string, unknown>>, repository: string | undefined): boolean =>
  'head_repository' in item &&
  repositoryOf({ repository: item['head_repository'] })?.toLowerCase() !== repository?.toLowerCase();

/** True for an alert that was found in a pull request: its path and message are those of the code there. */
const isOfPull = ({ most_recent_instance: found }: Readonly<Record<string, unknown>>): boolean =>
  isRecord(found) && typeof found['ref'] === 'string' && !/^refs\/(?:heads|tags)\//.test(found['ref']);
