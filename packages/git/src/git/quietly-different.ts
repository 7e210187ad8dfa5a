import { lsFiles } from './commands/status.ts';
import type { TreePath } from './paths.ts';
import type { Calling, Repository } from './repository.ts';
import { split, type Status } from './status.ts';
import { hasUsersAttributes } from './users-attributes.ts';

/**
 * Lists files that git calls unchanged, and that a checkout would nevertheless write with other bytes: line ends that it converts,
 * and files that it does not look at (`assume-unchanged`, `skip-worktree`).
 * @param sparse Every file outside of a sparse checkout has `skip-worktree`, so that it says nothing there.
 */
export async function quietlyDifferent(
  repo: Repository,
  { untracked, sparse }: { untracked: Status['untracked']; sparse: boolean },
  call: Calling,
): Promise<TreePath[]> {
  const tracked = split((await repo.run(lsFiles({ mode: 'flags' }), call)).stdout);
  const converts =
    [...tracked.map((record) => record.subarray(2)), ...untracked].some(isAttributes) ||
    (await convertsAll(repo, call));
  return [...withFlags(tracked, sparse), ...(converts ? await otherLineEnds(repo, call) : [])];
}

/** @param tracked a letter, a space and a path each */
const withFlags = (tracked: readonly Buffer[], sparse: boolean): TreePath[] =>
  tracked.flatMap((record) => {
    const tag = String.fromCharCode(record[0] ?? 0);
    return (tag === 'S' && !sparse) || tag !== tag.toUpperCase() ? [record.subarray(2) as TreePath] : [];
  });

/** True for a file of attributes, in whatever folder. */
const isAttributes = (name: Buffer): boolean =>
  /(^|\/)\.gitattributes$/.test(name.toString('latin1', Math.max(0, name.length - '/.gitattributes'.length)));

/** Returns true where any file may have other line ends in the work tree than in the index, whatever attributes are in the tree. */
async function convertsAll(repo: Repository, call: Calling): Promise<boolean> {
  if (crlfEverywhere(repo) || repo.config('core.autocrlf') === 'input' || repo.config('core.eol') !== undefined)
    return true;
  if (repo.config('core.attributesfile') !== undefined || hasUsersAttributes(repo.known.env)) return true;
  const info = `${repo.layout.commonDir}/info/attributes`;
  const own = await repo.files.run('readBytes', { path: info, most: 1024 * 1024 }, call).catch(() => undefined);
  return own?.bytes !== undefined;
}

const crlfEverywhere = (repo: Repository): boolean => /^(true|yes|on|1)$/i.test(repo.config('core.autocrlf') ?? '');

async function otherLineEnds(repo: Repository, call: Calling): Promise<TreePath[]> {
  const everywhere = crlfEverywhere(repo);
  const eol = repo.config('core.eol')?.toLowerCase();
  const natively = everywhere || eol === 'crlf' || (process.platform === 'win32' && eol !== 'lf');
  const { stdout } = await repo.run(lsFiles({ mode: 'eol' }), call);
  return split(stdout).flatMap((record) => {
    const tab = record.indexOf(9);
    const [index = '', work = '', attribute = ''] = record.subarray(0, tab).toString().split(/ +/);
    const rest = record.subarray(0, tab).toString();
    const isText = attribute.startsWith('attr/text');
    const toCrlf =
      /eol=crlf/.test(rest) || (!/eol=lf/.test(rest) && (isText ? natively : everywhere && attribute === 'attr/'));
    const written = toCrlf && index === 'i/lf' ? 'crlf' : index.slice(2);
    return work === 'w/' || work.slice(2) === written ? [] : [record.subarray(tab + 1) as TreePath];
  });
}
