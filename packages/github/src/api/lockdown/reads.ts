import type { Call } from '@mcp-reference/kit';
import type { People } from '../people.ts';
import { word } from '../routes.ts';
import { isRecord, repositoryOf } from '../scope.ts';
import { withheld } from './withheld.ts';

type Params = Readonly<Record<string, unknown>>;
type IsSafe = (item: unknown, repository: string, call: Call) => Promise<boolean>;

/** Parameters that name a commit. */
const refKeys = ['ref', 'sha', 'tree_sha', 'commit_sha', 'file_sha', 'basehead', 'head_sha'];
const mostShown = 50_000;
/** Reads of one workflow run, of its jobs, logs and artifacts. */
const ofRun = /\/actions\/(?:runs\/\{run_id\}|jobs\/\{job_id\}|artifacts\/\{artifact_id\})/;

/**
 * Decides for reads whose answers do not name their authors, such as files, logs, jobs and annotations: they are refused
 * when they belong to a pull request, a fork or a commit that people without push access made.
 */
export class LockedReads {
  readonly #people: People;
  readonly #isSafe: IsSafe;
  /** Hashes of files and folders in answers that were shown: reading them by their hash shows nothing new. */
  readonly #shown = new Set<string>();

  constructor(people: People, isSafe: IsSafe) {
    this.#people = people;
    this.#isSafe = isSafe;
  }

  /** @throws ToolError `denied` */
  async check(route: string, params: Params, isText: boolean, call: Call): Promise<void> {
    if (!route.includes('{owner}/{repo}')) {
      if (isText) throw withheld('This text');
      return;
    }
    const repository = `${word(params['owner'])}/${word(params['repo'])}`;
    if ((await this.#people.standing(repository, call)).private) return;
    if (route.includes('/pulls/{pull_number}/') || (isText && route.includes('/pulls/{pull_number}')))
      return this.#checkPull(repository, params, call);
    if (ofRun.test(route)) return this.#checkRun(repository, params, call);
    if (route.includes('/check-runs/{check_run_id}')) return this.#checkCheckRun(repository, params, call);
    for (const key of refKeys) {
      const ref = params[key];
      if (typeof ref === 'string' && !this.#shown.has(ref)) await this.#checkRef(repository, ref, call);
    }
    if (isText && !/\/(contents|git\/blobs|compare|commits)\//.test(route)) throw withheld('This text');
  }

  /** Remembers the hashes of the files and folders that an answer shows. */
  note(data: unknown, depth = 4): void {
    if (depth === 0) return;
    if (Array.isArray(data)) for (const item of data) this.note(item, depth - 1);
    if (!isRecord(data)) return;
    const { sha, type, tree } = data;
    if (
      typeof sha === 'string' &&
      /^(?:file|dir|blob|tree|symlink)$/.test(String(type)) &&
      this.#shown.size < mostShown
    )
      this.#shown.add(sha);
    this.note(tree, depth - 1);
  }

  async #checkPull(repository: string, { owner, repo, pull_number }: Params, call: Call): Promise<void> {
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
    const pull = await this.#people.read(route, { owner, repo, pull_number }, call);
    if (!(await this.#isSafe(pull, repository, call))) throw withheld('This pull request');
  }

  async #checkRun(repository: string, params: Params, call: Call): Promise<void> {
    const run = await this.#runOf(params, call);
    const head = isRecord(run) ? repositoryOf({ repository: run['head_repository'] }) : undefined;
    if (head?.toLowerCase() !== repository.toLowerCase() || !(await this.#isSafe(run, repository, call)))
      throw withheld('This run, with its jobs, logs and artifacts,');
  }

  async #runOf({ owner, repo, run_id, job_id, artifact_id }: Params, call: Call): Promise<unknown> {
    const read = (route: string, params: Params) => this.#people.read(route, { owner, repo, ...params }, call);
    let id = run_id;
    if (job_id !== undefined) {
      const job = await read('GET /repos/{owner}/{repo}/actions/jobs/{job_id}', { job_id });
      id = isRecord(job) ? job['run_id'] : undefined;
    } else if (artifact_id !== undefined) {
      const artifact = await read('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}', { artifact_id });
      id = isRecord(artifact) && isRecord(artifact['workflow_run']) ? artifact['workflow_run']['id'] : undefined;
    }
    return read('GET /repos/{owner}/{repo}/actions/runs/{run_id}', { run_id: id });
  }

  async #checkCheckRun(repository: string, { owner, repo, check_run_id }: Params, call: Call): Promise<void> {
    const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}';
    const run = await this.#people.read(route, { owner, repo, check_run_id }, call);
    const sha = isRecord(run) ? run['head_sha'] : undefined;
    if (typeof sha !== 'string') throw withheld('This check');
    await this.#checkRef(repository, sha, call);
  }

  /**
   * Forks' commits can be read by their hash as if they belonged to the repository. Allowed are names of branches and
   * tags, and hashes that the default branch leads to; other forms, such as `main~1`, could hide a hash.
   */
  async #checkRef(repository: string, given: string, call: Call): Promise<void> {
    for (const ref of given.split('...')) {
      if (ref === 'HEAD' || (await this.#isNamed(repository, ref, call))) continue;
      if (!/^[0-9a-f]{4,64}$/i.test(ref) || !(await this.#isMerged(repository, ref, call)))
        throw withheld(`"${ref}", which is no branch, no tag and not in the default branch,`);
    }
  }

  /** True for the name of a branch or a tag. */
  async #isNamed(repository: string, ref: string, call: Call): Promise<boolean> {
    const [owner, repo] = repository.split('/');
    // git takes pull/1/head for refs/pull/1/head before it looks for a branch of that name.
    if (ref.startsWith('pull/')) return false;
    const name = ref.replace(/^refs\//, '');
    const names = /^(?:heads|tags)\//.test(name)
      ? [name]
      : ref.startsWith('refs/')
        ? []
        : [`heads/${name}`, `tags/${name}`];
    for (const one of names) {
      if (/[:~^]/.test(one)) continue;
      const found = await this.#people
        .read('GET /repos/{owner}/{repo}/git/ref/{ref}', { owner, repo, ref: one }, call)
        .catch(() => undefined);
      if (isRecord(found) && found['ref'] === `refs/${one}`) return true;
    }
    return false;
  }

  async #isMerged(repository: string, sha: string, call: Call): Promise<boolean> {
    const [owner, repo] = repository.split('/');
    const about = await this.#people.read('GET /repos/{owner}/{repo}', { owner, repo }, call);
    const branch = isRecord(about) ? String(about['default_branch']) : '';
    const compared = await this.#people
      .read(
        'GET /repos/{owner}/{repo}/compare/{basehead}',
        { owner, repo, basehead: `${branch}...${sha}`, per_page: 1 },
        call,
      )
      .catch(() => undefined);
    const status = isRecord(compared) ? compared['status'] : undefined;
    return status === 'identical' || status === 'behind';
  }
}
