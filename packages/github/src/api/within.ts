import { ToolError, type Call } from '@mcp-reference/kit';
import type { Allowed } from './allowed.ts';
import { idsIn, withoutForeign } from './foreign.ts';
import type { GraphqlScope } from './graphql.ts';
import type { People } from './people.ts';
import { targetOf, word } from './routes.ts';
import { checkScope, isRecord, repositoryOf, type Scope } from './scope.ts';

/** Parameters that are the id of an issue of any repository. */
const issueIds = ['sub_issue_id', 'after_id', 'before_id', 'issue_id'];
const mostIds = 20_000;

/** Checks that what a call touches and shows is among the repositories of this server. */
export class Within {
  readonly #allowed: Allowed;
  readonly #people: People;
  readonly #ownerOf: (node: string, call: Call) => Promise<string | undefined>;
  /** Ids of issues that were read from allowed repositories: GitHub does not say where an id belongs. */
  readonly #ids = new Set<number>();
  readonly #sameNames = new Map<string, Promise<void>>();

  /** @param ownerOf The repository that a node id belongs to: the id does not show it. */
  constructor(allowed: Allowed, people: People, ownerOf: (node: string, call: Call) => Promise<string | undefined>) {
    this.#allowed = allowed;
    this.#people = people;
    this.#ownerOf = ownerOf;
  }

  /** @throws ToolError `denied` */
  async check(scope: Scope, route: string, params: Readonly<Record<string, unknown>>, call: Call): Promise<void> {
    const allowed = this.#allowed;
    if (!allowed.restricted) return;
    const viewer = async () => (await this.#people.viewer(call)) ?? '?';
    if (scope.kind === 'thread') {
      const { thread_id } = params;
      const thread = await this.#people.read('GET /notifications/threads/{thread_id}', { thread_id }, call);
      allowed.check(repositoryOf(thread) ?? 'This notification');
    } else if (route === 'POST /user/repos') {
      allowed.check(`${await viewer()}/${word(params['name'])}`);
    } else if (route === 'POST /orgs/{org}/repos') {
      allowed.check(`${word(params['org'])}/${word(params['name'])}`);
    } else if (route === 'POST /repos/{owner}/{repo}/forks') {
      checkScope(scope, allowed, route);
      const owner = params['organization'] ?? (await viewer());
      allowed.check(`${word(owner)}/${word(params['name'] ?? params['repo'])}`);
    } else {
      checkScope(scope, allowed, targetOf(route.split(' ')[1] ?? '', params));
      for (const other of forksIn(params['basehead'], word(params['repo']))) allowed.check(other);
      const agent = params['agent_assignment'];
      if (isRecord(agent) && agent['target_repo'] !== undefined) allowed.check(word(agent['target_repo']));
      this.#checkIds(params);
      if (scope.kind === 'repository') await this.#assertSameName(scope.name, call);
    }
  }

  /**
   * Removes what other repositories show in an answer, and says how much. Remembers the ids of what is left.
   * @throws ToolError `denied` when the answer as a whole belongs to another repository.
   */
  vet(data: unknown, call: Call): unknown {
    const allowed = this.#allowed;
    if (!allowed.restricted) return data;
    const whole = repositoryOf(data);
    if (whole !== undefined && !allowed.has(whole)) throw allowed.refusal('What this shows');
    const left = withoutForeign(data, (repository) => allowed.has(repository));
    if (left.removed > 0)
      call.warn(`${left.removed} left out: they belong to repositories that this server may not use (--repos)`);
    for (const id of idsIn(left.data)) if (this.#ids.size < mostIds) this.#ids.add(id);
    return left.data;
  }

  #checkIds(params: Readonly<Record<string, unknown>>): void {
    for (const name of issueIds) {
      const id = params[name];
      if (typeof id === 'number' && !this.#ids.has(id))
        throw new ToolError(
          'denied',
          `${name} ${id} was not read from a repository of this server (--repos). Read the issue first; its id then counts.`,
          { reason: 'not_allowed' },
        );
    }
  }

  /** GraphQL and some writes follow a renamed repository silently, to wherever it is now. */
  async #assertSameName(name: string, call: Call): Promise<void> {
    const key = name.toLowerCase();
    let same = this.#sameNames.get(key);
    if (same === undefined) {
      same = this.#lookUpName(name, call);
      this.#sameNames.set(key, same);
      same.catch(() => this.#sameNames.delete(key));
    }
    await same;
  }

  async #lookUpName(name: string, call: Call): Promise<void> {
    const [owner, repo] = name.split('/');
    const found = await this.#people
      .read('GET /repos/{owner}/{repo}', { owner, repo }, call)
      .catch((error: unknown) => {
        // What cannot be seen is refused by the request itself, in better words.
        if (error instanceof ToolError && error.code === 'not_found') return undefined;
        throw error;
      });
    const now = isRecord(found) ? repositoryOf(found) : undefined;
    if (now !== undefined && now.toLowerCase() !== name.toLowerCase())
      throw this.#allowed.refusal(`${name}, now ${now},`);
  }

  /**
   * The repository that a GraphQL document is about, as `owner/name`; undefined when it is about none.
   * @throws ToolError `denied`
   */
  async repositoryOf({ owner, repo, node, open }: GraphqlScope, call: Call): Promise<string | undefined> {
    const allowed = this.#allowed;
    if (owner !== undefined && repo !== undefined) {
      allowed.check(`${owner}/${repo}`);
      if (allowed.restricted) await this.#assertSameName(`${owner}/${repo}`, call);
      return `${owner}/${repo}`;
    }
    if (owner !== undefined) allowed.checkOwner(owner);
    if (node === undefined) {
      if (owner === undefined && open !== true && allowed.restricted) throw allowed.refusal('What this asks for');
      return undefined;
    }
    // Nothing depends on the owner of a project where all repositories may be used.
    if (owner !== undefined && !allowed.restricted) return undefined;
    const name = await this.#ownerOf(node, call);
    if (owner !== undefined) {
      if (name?.toLowerCase() !== `${owner}/*`.toLowerCase()) throw allowed.refusal(`The node ${node}`);
      return undefined;
    }
    if (name !== undefined) allowed.check(name);
    else if (allowed.restricted) throw allowed.refusal(`The node ${node}`);
    return name;
  }
}

/** The other repositories that a comparison names, as `owner/name`. */
function forksIn(basehead: unknown, repo: string): string[] {
  if (typeof basehead !== 'string') return [];
  return basehead.split('...').flatMap((side) => {
    const parts = side.split(':');
    return parts.length === 1 ? [] : [`${parts[0]}/${parts.length > 2 ? parts[1] : repo}`];
  });
}
