import { listedRef, type Oid } from '../git/names.ts';
import type { Calling, Repository } from '../git/repository.ts';
import { exists } from '../git/revision.ts';
import { readStatus } from '../git/status.ts';

/** A branch goes by its name where that can mean nothing else: git labels conflicts with it, and names files after it. */
export async function mergedAs(repo: Repository, name: string, oid: Oid | undefined): Promise<string> {
  // FETCH_HEAD and its like are more than names.
  const plain = /^[A-Za-z][\w./-]{0,100}$/.test(name) && !/^[0-9a-f]{4,64}$|HEAD$/.test(name);
  const branch = plain ? await exists(repo, listedRef(`refs/heads/${name}`)) : undefined;
  return branch !== undefined && branch === oid && (await repo.objects.info(name))?.oid === oid ? name : String(oid);
}

/** The places that a name is looked up in, as git calls what is there, and more than one of it. */
const kinds = [
  ['refs/heads', 'branch', 'branches'],
  ['refs/tags', 'tag', 'tags'],
  ['refs/remotes', 'remote-tracking branch', 'remote-tracking branches'],
] as const;

const commits = ['', 'commit', 'commits'] as const;

async function kindOf(repo: Repository, name: string): Promise<readonly [string, one: string, several: string]> {
  for (const kind of kinds) if (await exists(repo, listedRef(`${kind[0]}/${name}`))) return kind;
  return commits;
}

/** As git words it: `Merge branches 'a' and 'b' into topic`. */
export async function mergeMessage(repo: Repository, names: readonly string[], call: Calling): Promise<string> {
  const [first = commits, ...others] = await Promise.all(names.map(async (name) => kindOf(repo, name)));
  const [, one, several] = others.every((kind) => kind === first) ? first : commits;
  const quoted = names.map((name) => `'${name}'`);
  const what =
    quoted.length === 1
      ? `${one} ${quoted[0] ?? ''}`
      : `${several} ${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1) ?? ''}`;
  const { branch } = await readStatus(repo, call, { untracked: 'no' });
  return `Merge ${what}${isUnnamed(repo, branch) ? '' : ` into ${branch ?? 'HEAD'}`}`;
}

/** Returns whether git leaves out the name of the branch that is merged into (`merge.suppressDest`). */
function isUnnamed(repo: Repository, branch: string | undefined): boolean {
  if (branch === undefined) return false;
  const set = repo.known.entries.filter(({ key }) => key === 'merge.suppressdest').map(({ value }) => value);
  const patterns = set.length === 0 ? ['main', 'master'] : set.slice(set.lastIndexOf('') + 1);
  return patterns.some((pattern) => matches(pattern, branch));
}

/** A pattern of git's for names: `*` and `?` stop at no slash. */
function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}
