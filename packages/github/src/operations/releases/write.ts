import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { asked, count, plain } from '../../present/text.ts';
import { notKeptLines } from '../kept.ts';
import { refuse, requireChange } from '../report.ts';

interface Flags {
  name?: string | null | undefined;
  draft?: boolean | undefined;
  prerelease?: boolean | undefined;
}

const kept = (asked: Flags & { tag?: string | undefined }, now: Flags & { tag_name: string }): string =>
  notKeptLines({
    tag: [asked.tag, now.tag_name],
    name: [asked.name, now.name],
    draft: [asked.draft, now.draft],
    prerelease: [asked.prerelease, now.prerelease],
  });

export interface ReleaseChange {
  owner: string;
  repo: string;
  method: 'create' | 'update' | 'delete';
  release_id?: number | undefined;
  tag?: string | undefined;
  target?: string | undefined;
  name?: string | undefined;
  body?: string | undefined;
  draft?: boolean | undefined;
  prerelease?: boolean | undefined;
  generate_notes?: boolean | undefined;
}

/** Creates, updates or deletes a release, and says what GitHub did not keep. */
export async function writeRelease(
  github: GitHub,
  { owner, repo, method, release_id, tag, target, generate_notes, name, body, draft, prerelease }: ReleaseChange,
  call: Call,
): Promise<string> {
  const rest = { name, body, draft, prerelease };
  const about = { target_commitish: target, ...rest };
  if (method === 'create') {
    if (tag === undefined) throw new ToolError('invalid', 'A new release needs a tag.');
    refuse({ release_id }, 'a new release gets its id from GitHub');
    const { data: made } = await github.rest.repos.createRelease(
      { owner, repo, tag_name: tag, generate_release_notes: generate_notes, ...about },
      call,
    );
    return `Created ${made.draft ? 'draft of ' : ''}release ${plain(made.tag_name)}, id ${made.id}: ${made.html_url}${kept({ tag, ...rest }, made)}`;
  }
  if (release_id === undefined) throw new ToolError('invalid', 'Give the release_id, which list_releases shows.');
  const at = { owner, repo, release_id };
  if (method === 'update') {
    refuse({ generate_notes }, 'goes with method create');
    requireChange({ tag, target, ...rest }, `release ${release_id}`);
    const { data: updated } = await github.rest.repos.updateRelease({ ...at, tag_name: tag, ...about }, call);
    return `Updated release ${plain(updated.tag_name)}: ${updated.html_url}${kept({ tag, ...rest }, updated)}`;
  }
  refuse({ tag, target, generate_notes, ...rest }, 'do not go with method delete');
  const { data: there } = await github.rest.repos.getRelease(at, call);
  await github.approve(
    `Delete the release ${asked(there.tag_name)} of ${owner}/${repo} with ${count(there.assets.length, 'asset')}? This cannot be undone.`,
    call,
  );
  await github.rest.repos.deleteRelease(at, call);
  // GitHub makes the tag of a draft when it is published.
  return `Deleted ${there.draft ? 'draft of ' : ''}release ${plain(there.tag_name)}${there.draft ? '' : '; the tag stays'}`;
}
