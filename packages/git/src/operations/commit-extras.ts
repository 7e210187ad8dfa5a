import { extras } from '../git/commands/log.ts';
import { isOid, type Oid } from '../git/names.ts';
import type { Calling, Repository } from '../git/repository.ts';
import { decoded, shownLine } from '../text.ts';

/** The signature and notes of a commit. */
export interface Extra {
  /** The verdict on its signature; undefined for a commit without one. */
  signature: string | undefined;
  /** The text of `git notes` on it. */
  notes: string;
}

const verdicts: Readonly<Record<string, string>> = {
  G: 'good',
  U: 'good, of a key whose owner is not certified',
  B: 'BAD',
  X: 'good, but expired',
  Y: 'good, of a key that has expired',
  R: 'good, of a key that was REVOKED',
  E: 'could not be checked (the key is not known here)',
};

/** Signatures, judged by the user's own gpg or ssh, and notes. */
export async function readExtras(
  repo: Repository,
  commits: readonly Oid[],
  call: Calling,
): Promise<ReadonlyMap<string, Extra>> {
  const found = new Map<string, Extra>();
  if (commits.length === 0) return found;
  const fields = decoded((await repo.run(extras(commits), call)).stdout).split('\0');
  for (let i = 0; i + 3 < fields.length; i += 4) {
    const [oid = '', verdict = '', signer = '', notes = ''] = fields.slice(i, i + 4);
    const judged = verdicts[verdict] ?? (await unchecked(repo, oid.trim()));
    found.set(oid.trim(), {
      signature: judged === undefined ? undefined : `${judged}${signer === '' ? '' : `: ${shownLine(signer)}`}`,
      notes: notes.trim(),
    });
  }
  return found;
}

/** A commit larger than this is not read for its signature, in bytes. */
const mostCommit = 1024 * 1024;

/** git says the same of a commit without a signature and of one that it is not set up to check. */
async function unchecked(repo: Repository, oid: string): Promise<string | undefined> {
  const raw = isOid(oid) ? await repo.objects.content(oid, mostCommit).catch(() => undefined) : undefined;
  const end = raw?.indexOf('\n\n') ?? -1;
  return raw?.subarray(0, end).includes('\ngpgsig') === true
    ? 'present, and git is not set up here to check it'
    : undefined;
}
