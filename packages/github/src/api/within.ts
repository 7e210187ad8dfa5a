import type { Call } from '@mcp-reference/kit';
import type { Allowed } from './allowed.ts';
import type { GraphqlScope } from './graphql.ts';
import type { People } from './people.ts';
import { targetOf, word } from './routes.ts';
import { checkScope, repositoryOf, type Scope } from './scope.ts';

/** Whether what a call touches is among the repositories of this server, where that has to be asked of GitHub too. */
export class Within {
  readonly #allowed: Allowed;
  readonly #people: People;
  readonly #ownerOf: (node: string, call: Call) => Promise<string | undefined>;

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
    }
  }

  /**
   * The repository that a GraphQL document is about, as `owner/name`; undefined when it is about none.
   * @throws ToolError `denied`
   */
  async repositoryOf({ owner, repo, node, open }: GraphqlScope, call: Call): Promise<string | undefined> {
    const allowed = this.#allowed;
    if (owner !== undefined && repo !== undefined) {
      allowed.check(`${owner}/${repo}`);
      return `${owner}/${repo}`;
    }
    if (owner !== undefined) allowed.checkOwner(owner);
    if (node === undefined) {
      if (owner === undefined && open !== true && allowed.restricted) throw allowed.refusal('What this asks for');
      return undefined;
    }
    const name = await this.#ownerOf(node, call);
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
