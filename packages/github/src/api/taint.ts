import { visible, type Call } from '@mcp-reference/kit';
import { isRecord, repositoryOf, type Scope } from './scope.ts';

/** What the session has read of one repository. */
interface Read {
  /** Text of people who do not belong to it. */
  strangers: boolean;
}

/** Whether a repository is closed to strangers and the user's own to write to; asked of GitHub, once each. */
export interface Standing {
  private: boolean;
  mayPush: boolean;
}

/** What is someone else's even in one's own repository. */
export const strangersRoute = /\/pulls\/\{pull_number\}|\/actions\/jobs\/\{job_id\}\/logs|\/check-runs/;

const belonging = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

/**
 * Remembers where text came from, so that a text cannot make the model carry things elsewhere: someone writes an issue
 * that tells the model to copy from a private repository, or to change another one. After such text was read, a write to
 * another repository asks the user, and so does a write back to where the text stands once private data was read.
 */
export class Taint {
  readonly #read = new Map<string, Read>();
  readonly #agreed = new Set<string>();
  readonly #standing: (repository: string, call: Call) => Promise<Standing>;

  constructor(standing: (repository: string, call: Call) => Promise<Standing>) {
    this.#standing = standing;
  }

  /** Notes that something of a repository was read. `strangers`: it is known to be other people's, such as a fork's code. */
  noteRead(repository: string, data: unknown, strangers = false): void {
    const name = repository.toLowerCase();
    const before = this.#read.get(name);
    this.#read.set(name, { strangers: strangers || before?.strangers === true || hasStrangers(data, 8) });
  }

  /** Notes what was read with an answer: of the repository that was asked about, or of those that a list names. */
  noteAnswer(scope: Scope, route: string, data: unknown): void {
    if (scope.kind === 'repository') this.noteRead(scope.name, data, strangersRoute.test(route));
    if (scope.kind !== 'search' && scope.kind !== 'many') return;
    const items: unknown = isRecord(data) ? data['items'] : data;
    for (const item of Array.isArray(items) ? items : []) {
      const name = repositoryOf(item);
      if (name !== undefined) this.noteRead(name, item);
    }
  }

  /**
   * Asks the user before a write that text of strangers may have caused.
   * @throws ToolError `denied`
   */
  async checkWrite(target: string, what: string, call: Call): Promise<void> {
    const own = target.toLowerCase();
    const source = await this.#source(own, call);
    if (source === undefined) return;
    const question = `Text that strangers can write was read from ${visible(source)} in this session, and it may have led to this: ${visible(what)}. Go on?`;
    if (this.#agreed.has(question)) return;
    await call.confirm(question);
    this.#agreed.add(question);
  }

  /** The repository whose text may be behind a write; undefined when none can. */
  async #source(own: string, call: Call): Promise<string | undefined> {
    const others = [...this.#read].filter(([name]) => name !== own);
    for (const [name, { strangers }] of others) {
      const standing = await this.#standing(name, call);
      if (!standing.private && (strangers || !standing.mayPush)) return name;
    }
    // Back to where strangers wrote, after something private was read.
    if (this.#read.get(own)?.strangers !== true || others.length === 0) return undefined;
    const here = await this.#standing(own, call);
    if (here.private) return undefined;
    for (const [name] of others) if ((await this.#standing(name, call)).private) return own;
    return undefined;
  }
}

/** Whether some part has an author that GitHub does not count among the repository's people. */
function hasStrangers(data: unknown, depth: number): boolean {
  if (depth === 0) return true;
  if (Array.isArray(data)) return data.some((item) => hasStrangers(item, depth - 1));
  if (!isRecord(data)) return false;
  const association = data['author_association'] ?? data['authorAssociation'];
  if (typeof association === 'string' && !belonging.has(association)) return true;
  return Object.values(data).some(
    (value) => typeof value === 'object' && value !== null && hasStrangers(value, depth - 1),
  );
}
