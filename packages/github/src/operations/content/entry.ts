import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { plain } from '../../present/text.ts';
import { followedLink } from './blob.ts';
import { isLfsPointer } from './lfs.ts';
import { missingFile } from './missing.ts';

export interface At {
  owner: string;
  repo: string;
  path: string;
  ref?: string | undefined;
}

export interface Entry {
  type: string;
  sha: string;
  /** Of a symbolic link, whether GitHub followed it or not. */
  target?: string | undefined;
  text?: string | undefined;
}

/** The entry at a path, or undefined. A link that GitHub followed is recognized as one. */
export async function entryAt(github: GitHub, at: At, call: Call): Promise<Entry | undefined> {
  try {
    const { owner, repo, path, ref } = at;
    const { data } = await github.rest.repos.getContent({ owner, repo, path, ref }, call);
    if (Array.isArray(data)) return { type: 'dir', sha: '' };
    if (data.type !== 'file' || !('content' in data) || data.encoding !== 'base64')
      return { type: data.type, sha: data.sha, target: 'target' in data ? data.target : undefined };
    const bytes = Buffer.from(data.content, 'base64');
    const target = await followedLink(github, { owner, repo, sha: data.sha, gitUrl: data.git_url, bytes }, call);
    return { type: target === undefined ? 'file' : 'symlink', sha: data.sha, target, text: bytes.toString('utf8') };
  } catch (error) {
    if (error instanceof ToolError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/**
 * A text file of which every byte is known.
 * @throws ToolError when it is a link, no file, too large, or not UTF-8
 */
export async function fileText(github: GitHub, at: At, call: Call): Promise<{ text: string; sha: string }> {
  const { owner, repo, path, ref } = at;
  const name = plain(path);
  const { data } = await github.rest.repos
    .getContent({ owner, repo, path, ref }, call)
    .catch(async (error: unknown) => {
      if (error instanceof ToolError && error.code === 'not_found') throw await missingFile(github, at, error, call);
      throw error;
    });
  if (!Array.isArray(data) && data.type === 'symlink') throw linkRefusal(path, 'target' in data ? data.target : '?');
  if (Array.isArray(data) || data.type !== 'file') throw new ToolError('conflict', `${name} is not a file.`);
  if (!('content' in data) || data.encoding !== 'base64')
    throw new ToolError('too_large', `${name} has more than 1 MB; edit it in a clone.`);
  const bytes = Buffer.from(data.content, 'base64');
  const target = await followedLink(github, { owner, repo, sha: data.sha, gitUrl: data.git_url, bytes }, call);
  if (target !== undefined) throw linkRefusal(path, target);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes))
    throw new ToolError('unsupported', `${name} is not a text in UTF-8; push_files can replace it whole.`);
  return { text, sha: data.sha };
}

/**
 * A text file that may be edited.
 * @throws ToolError as {@link fileText}, and for a pointer of Git LFS: an edit would not reach the file
 */
export async function editableText(github: GitHub, at: At, call: Call): Promise<{ text: string; sha: string }> {
  const file = await fileText(github, at, call);
  if (isLfsPointer(file.text))
    throw new ToolError(
      'unsupported',
      `${plain(at.path)} is stored with Git LFS; the repository only has a pointer to it. Edit it in a clone.`,
      { reason: 'lfs' },
    );
  return file;
}

/** A write to a link would replace the link itself, or turn its target's text into an address. */
export function linkRefusal(path: string, target: string, instead = ''): ToolError {
  const where = target === '?' ? 'a symbolic link' : `a symbolic link to ${JSON.stringify(target.slice(0, 200))}`;
  const way = target === '?' ? '' : ' Write to the target instead.';
  return new ToolError('conflict', `${plain(path)} is ${where}; nothing was written.${way}${instead}`, {
    reason: 'symlink',
  });
}

/**
 * Refuses to replace what is not the expected file.
 * @throws ToolError `conflict` for a folder, a submodule, a link that is not meant, or another version than the expected one
 */
export function checkReplacement(
  there: Entry,
  { path, sha, isLinkMeant }: { path: string; sha: string | undefined; isLinkMeant: boolean },
): void {
  const name = plain(path);
  if (there.type === 'dir' || there.type === 'submodule')
    throw new ToolError('conflict', `${name} is a ${there.type === 'dir' ? 'folder' : 'submodule'}.`);
  if (there.type === 'symlink' && !isLinkMeant)
    throw linkRefusal(path, there.target ?? '?', ' Set allow_symlink_write to change where the link leads.');
  if (sha === undefined)
    throw new ToolError(
      'conflict',
      `${name} exists with blob sha ${there.sha}. Read it, then give that sha to replace it.`,
    );
  if (sha !== there.sha)
    throw new ToolError(
      'conflict',
      `${name} has changed: its blob sha is now ${there.sha}. Read it again, then write.`,
    );
}
