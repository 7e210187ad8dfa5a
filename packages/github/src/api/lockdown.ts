import { word } from './routes.ts';
import { ToolError, type Call } from '@mcp-reference/kit';
import { isRecord, repositoryOf } from './scope.ts';
import type { People } from './people.ts';

/** Where an item says who wrote it. */
const authorKeys = ['user', 'author', 'creator', 'actor'];
/** GitHub's own, which write only what people with push access asked for. */
const trusted = new Set(['github-actions[bot]', 'copilot', 'web-flow']);
/** Parts of an item that are looked into for items of their own. */
const deepest = 10;

/**
 * Withholds what people without push access wrote, on every way of reading: every answer passes through here, and what
 * does not say who wrote it, or where GitHub does not say whether they can push, is withheld as well.
 */
export class Lockdown {
  readonly #people: People;
  readonly #pushers = new Map<string, Promise<boolean>>();

  constructor(people: People) {
    this.#people = people;
  }

  /**
   * Refuses a read whose answer does not name its authors but is someone's in particular: the files of a pull request,
   * the log of a run of a fork, a commit that is in no branch of the repository.
   * @throws ToolError `denied`
   */
  async checkRead(
    route: string,
    params: Readonly<Record<string, unknown>>,
    isText: boolean,
    call: Call,
  ): Promise<void> {
    if (!route.includes('{owner}/{repo}')) {
      if (isText) throw withheld('This text');
      return;
    }
    const repository = `${word(params['owner'])}/${word(params['repo'])}`;
    if ((await this.#people.standing(repository, call)).private) return;
    const { owner, repo } = params;
    if (route.includes('/pulls/{pull_number}/') || (isText && route.includes('/pulls/{pull_number}'))) {
      const pull = await this.#people.read(
        'GET /repos/{owner}/{repo}/pulls/{pull_number}',
        { owner, repo, pull_number: params['pull_number'] },
        call,
      );
      if (!(await this.#isSafe(pull, repository, call))) throw withheld('This pull request');
      return;
    }
    if (route.includes('/actions/') && route.includes('/logs')) {
      const run = await this.#runOf(params, call);
      const head = isRecord(run) ? repositoryOf({ repository: run['head_repository'] }) : undefined;
      if (head?.toLowerCase() !== repository.toLowerCase() || !(await this.#isSafe(run, repository, call)))
        throw withheld('The log of this run');
      return;
    }
    const ref =
      params['ref'] ??
      params['sha'] ??
      params['tree_sha'] ??
      params['commit_sha'] ??
      params['file_sha'] ??
      params['basehead'];
    if (typeof ref === 'string') await this.#checkRef(repository, ref, call);
    if (isText && !/\/(contents|git\/blobs|compare|commits)\//.test(route)) throw withheld('This text');
  }

  /** What is left of an answer. @throws ToolError `denied` when it is one item and not to be shown. */
  async vet(data: unknown, repository: string | undefined, call: Call): Promise<unknown> {
    const count = { withheld: 0 };
    if (isRecord(data) && !(await this.#isSafe(data, repositoryOf(data) ?? repository, call))) throw withheld('This');
    const left = await this.#inside(data, repository, call, count, deepest);
    if (count.withheld > 0)
      call.warn(
        `${count.withheld} withheld: written by people who cannot push to the repository, or by nobody knows whom (--lockdown)`,
      );
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
    const keys = authorKeys.filter((key) => key in item);
    // A notification has the title of something, and not its author.
    const anonymous = isRecord(item['subject']) && 'title' in item['subject'];
    if (keys.length === 0 && !anonymous) return true;
    if (repository === undefined) return false;
    if ((await this.#people.standing(repository, call)).private) return true;
    if (anonymous) return false;
    for (const key of keys) {
      const author = item[key];
      // A commit names its author in two ways; the one inside it is free text.
      if (isRecord(author) && !('login' in author) && ('email' in author || 'date' in author)) continue;
      const login = isRecord(author) ? author['login'] : undefined;
      if (typeof login !== 'string' || !(await this.#mayPush(repository, login, call))) return false;
    }
    return true;
  }

  async #mayPush(repository: string, login: string, call: Call): Promise<boolean> {
    const name = login.toLowerCase();
    if (trusted.has(name) || name === (await this.#people.viewer(call))?.toLowerCase()) return true;
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

  async #runOf(params: Readonly<Record<string, unknown>>, call: Call): Promise<unknown> {
    const { owner, repo, job_id } = params;
    let { run_id } = params;
    if (job_id !== undefined) {
      const job = await this.#people.read(
        'GET /repos/{owner}/{repo}/actions/jobs/{job_id}',
        { owner, repo, job_id },
        call,
      );
      run_id = isRecord(job) ? job['run_id'] : undefined;
    }
    return this.#people.read('GET /repos/{owner}/{repo}/actions/runs/{run_id}', { owner, repo, run_id }, call);
  }

  /** Commits of forks can be read by their hash as if they were the repository's; only what a branch leads to is. */
  async #checkRef(repository: string, given: string, call: Call): Promise<void> {
    const [owner, repo] = repository.split('/');
    for (const ref of given.split('...')) {
      // Steps to parents (`~1`) can hide a hash: only names and hashes by themselves are looked at.
      if (/^(refs\/)?pull\//.test(ref) || /[:~^]/.test(ref)) throw withheld(`"${ref}"`);
      if (!/^[0-9a-f]{4,64}$/i.test(ref)) continue;
      const about = await this.#people.read('GET /repos/{owner}/{repo}', { owner, repo }, call);
      const branch = isRecord(about) ? String(about['default_branch']) : '';
      const compared = await this.#people
        .read(
          'GET /repos/{owner}/{repo}/compare/{basehead}',
          { owner, repo, basehead: `${branch}...${ref}`, per_page: 1 },
          call,
        )
        .catch(() => undefined);
      const status = isRecord(compared) ? compared['status'] : undefined;
      if (status !== 'identical' && status !== 'behind')
        throw withheld(`"${ref}", which the default branch does not lead to,`);
    }
  }
}

/** Keys whose texts GitHub makes, and not people. */
const facts = /^(sha|id|node_id|oid|login|type|state|status|conclusion|number|(.*_)?url|.*_at|.*At)$/;

/** What is withheld, in its form: numbers and facts stay, texts do not. Whoever shows it need not know that it is gone. */
function blank(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return facts.test(key) ? value : '(withheld)';
  if (Array.isArray(value)) return [];
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, blank(inner, name)]));
}

function withheld(what: string): ToolError {
  return new ToolError(
    'denied',
    `${what} is withheld: it is, or may be, by someone who cannot push to the repository (--lockdown).`,
    {
      reason: 'lockdown',
    },
  );
}
