import { ToolError, type Call } from '@mcp-reference/kit';
import { belonging } from './guard/authors.ts';
import { isRecord, repositoryOf } from './scope.ts';
import type { Standing } from './guard/guard.ts';

/** A read of our own, about repositories and people and not of what they wrote. */
export type PlainRead = (route: string, params: Readonly<Record<string, unknown>>, call: Call) => Promise<unknown>;

/** Facts about people and repositories that decide whose text may be shown and where one may write. Asked of GitHub, and remembered. */
export class People {
  readonly read: PlainRead;
  readonly #standings = new Map<string, Promise<Standing>>();
  readonly #known = new Map<string, Standing>();
  readonly #answers = new Map<string, Promise<boolean>>();

  constructor(read: PlainRead) {
    this.read = read;
  }

  /** The login of the account that is signed in. */
  async viewer(call: Call): Promise<string | undefined> {
    const user = await this.read('GET /user', {}, call).catch(() => undefined);
    return isRecord(user) && typeof user['login'] === 'string' ? user['login'] : undefined;
  }

  /** The standing of a repository if GitHub was asked for it before. */
  known(repository: string): Standing | undefined {
    return this.#known.get(repository.toLowerCase());
  }

  standing(repository: string, call: Call): Promise<Standing> {
    const key = repository.toLowerCase();
    let standing = this.#standings.get(key);
    if (standing === undefined) {
      const [owner, repo] = key.split('/');
      standing = this.read('GET /repos/{owner}/{repo}', { owner, repo }, call).then(
        (data) => ({
          private: isRecord(data) && data['private'] === true,
          mayPush: isRecord(data) && isRecord(data['permissions']) && data['permissions']['push'] === true,
          defaultBranch:
            isRecord(data) && typeof data['default_branch'] === 'string' ? data['default_branch'] : undefined,
          known: isRecord(data) && typeof data['private'] === 'boolean',
        }),
        (error: unknown) => {
          this.#standings.delete(key);
          // What GitHub does not say counts as a stranger's.
          if (error instanceof ToolError)
            return { private: false, mayPush: false, defaultBranch: undefined, known: false };
          throw error;
        },
      );
      this.#standings.set(key, standing);
      standing.then(
        (found) => found.known && this.#known.set(key, found),
        () => {},
      );
    }
    return standing;
  }

  /**
   * True if a pull request is by a person who belongs to the repository, and its branch is in the repository or in their own fork.
   * Remembered: neither changes.
   */
  isOwnPull(repository: string, number: number, call: Call): Promise<boolean> {
    const [owner, repo] = repository.split('/');
    return this.#once(`${repository.toLowerCase()}#${number}`, async () => {
      const pull = await this.read(
        'GET /repos/{owner}/{repo}/pulls/{pull_number}',
        { owner, repo, pull_number: number },
        call,
      );
      return isRecord(pull) && isByOwn(pull);
    });
  }

  /** True for the user's account, and for an organization that they are an active member of. */
  async isOwnAccount(account: string, call: Call): Promise<boolean> {
    if (account.toLowerCase() === (await this.viewer(call))?.toLowerCase()) return true;
    return this.#once(`@${account.toLowerCase()}`, async () => {
      const membership = await this.read('GET /user/memberships/orgs/{org}', { org: account }, call);
      return isRecord(membership) && membership['state'] === 'active';
    });
  }

  /** An answer that is remembered; what GitHub does not say is no. */
  #once(key: string, ask: () => Promise<boolean>): Promise<boolean> {
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = ask().catch((error: unknown) => {
        this.#answers.delete(key);
        if (error instanceof ToolError) return false;
        throw error;
      });
      this.#answers.set(key, answer);
    }
    return answer;
  }

  /** True if a person can push to a repository. Throws when GitHub does not say. */
  async canPush(repository: string, login: string, call: Call): Promise<boolean> {
    const [owner, repo] = repository.split('/');
    // The owner is one of its people; for organizations GitHub does not answer the question.
    if (owner?.toLowerCase() === login.toLowerCase()) return true;
    const data = await this.read(
      'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
      { owner, repo, username: login },
      call,
    ).catch((error: unknown) => {
      if (error instanceof ToolError && error.code === 'not_found') return undefined;
      throw error;
    });
    return isRecord(data) && (data['permission'] === 'admin' || data['permission'] === 'write');
  }
}

/** True if the author belongs to the repository, and nobody else can have chosen the branch. */
function isByOwn({ author_association, user, head, base }: Readonly<Record<string, unknown>>): boolean {
  if (!belonging.has(String(author_association)) || !isRecord(head) || !isRecord(base)) return false;
  const from = repositoryOf(head)?.toLowerCase();
  if (from === undefined) return false;
  const author = isRecord(user) && typeof user['login'] === 'string' ? user['login'].toLowerCase() : undefined;
  return from === repositoryOf(base)?.toLowerCase() || from.split('/')[0] === author;
}
