import { ToolError, type Call } from '@mcp-reference/kit';
import { isRecord } from './scope.ts';
import type { Standing } from './guard/guard.ts';

/** A read of our own, about repositories and people and not of what they wrote. */
export type PlainRead = (route: string, params: Readonly<Record<string, unknown>>, call: Call) => Promise<unknown>;

/** Facts about people and repositories that decide whose text may be shown and where one may write. Asked of GitHub, and remembered. */
export class People {
  readonly read: PlainRead;
  readonly #standings = new Map<string, Promise<Standing>>();
  readonly #known = new Map<string, Standing>();

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
