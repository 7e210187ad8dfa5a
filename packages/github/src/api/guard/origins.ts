import { isRecord } from '../scope.ts';

/** The branch or pull request that a commit is part of; neither for the default branch. */
export interface Origin {
  ref?: string | undefined;
  pull?: number | undefined;
}

const repository = '/repos/{owner}/{repo}';
const mostKept = 5_000;
/** Digits of a hash that tell a commit, and that nobody finds a second commit for. */
const leastDigits = 12;

const branchOf = (revision: string): string => revision.replace(/^(?:refs\/)?heads\//, '');

/** Remembers which branch or pull request the commits of earlier answers are part of. */
export class Origins {
  readonly #kept = new Map<string, Origin>();

  /** The origin of a revision, as far as an answer named it. */
  of(where: string, revision: string): Origin | undefined {
    const pull = /^(?:refs\/)?pull\/(\d+)\/(?:head|merge)$/.exec(revision)?.[1];
    if (pull !== undefined) return { pull: Number(pull) };
    const name = branchOf(revision);
    const exact = this.#kept.get(keyOf(where, name));
    if (exact !== undefined || !/^[0-9a-f]+$/i.test(name) || name.length < leastDigits) return exact;
    const start = keyOf(where, name.toLowerCase());
    for (const [key, origin] of this.#kept) if (key.startsWith(start)) return origin;
    return undefined;
  }

  note(where: string, route: string, params: Readonly<Record<string, unknown>>, data: unknown): void {
    for (const [name, origin] of this.#named(where, route, params, data)) {
      const key = keyOf(where, name);
      this.#kept.delete(key);
      this.#kept.set(key, origin);
    }
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
  }

  #named(
    where: string,
    route: string,
    { sha, ref, pull_number }: Readonly<Record<string, unknown>>,
    data: unknown,
  ): [string, Origin][] {
    const given = (revision: unknown): Origin =>
      typeof revision === 'string' ? (this.of(where, revision) ?? { ref: branchOf(revision) }) : {};
    switch (route) {
      case `GET ${repository}/commits`:
        return commitsIn(data, given(sha));
      case `GET ${repository}/commits/{ref}`:
        return commitsIn([data], given(ref));
      case `GET ${repository}/pulls/{pull_number}/commits`:
        return commitsIn(data, { pull: Number(pull_number) }, false);
      case `GET ${repository}/pulls/{pull_number}`:
        return headOf(data, Number(pull_number));
      default:
        return [];
    }
  }
}

const keyOf = (where: string, name: string): string => `${where.toLowerCase()} ${name}`;

/** Commits, and those before them, which are on the same branch. */
function commitsIn(data: unknown, origin: Origin, withParents = true): [string, Origin][] {
  const commits = (Array.isArray(data) ? (data as unknown[]) : []).filter(isRecord);
  return commits.flatMap(({ sha, parents }) => {
    const before = withParents && Array.isArray(parents) ? (parents as unknown[]).filter(isRecord) : [];
    return [sha, ...before.map((one) => one['sha'])]
      .filter((one) => typeof one === 'string')
      .map((one): [string, Origin] => [one, origin]);
  });
}

/** The head of a pull request, and its branch if that is in the same repository. */
function headOf(data: unknown, pull: number): [string, Origin][] {
  if (!isRecord(data) || !isRecord(data['head']) || !isRecord(data['base'])) return [];
  const { head, base } = data;
  const isHere = isRecord(head['repo']) && isRecord(base['repo']) && head['repo']['id'] === base['repo']['id'];
  const { sha, ref } = head;
  return [
    ...(typeof sha === 'string' ? [[sha, { pull }] as [string, Origin]] : []),
    ...(isHere && typeof ref === 'string' ? [[ref, { ref, pull }] as [string, Origin]] : []),
  ];
}
