import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { plain } from '../../present/text.ts';
import { baseTree, type BaseTree, type TreeEntry } from './base-tree.ts';
import { linkRefusal } from './entry.ts';
import { replacedPointer } from './lfs.ts';
import { keepLineEnds } from './line-ends.ts';
import type { FileChange, Push } from './push-commit.ts';

/** Bytes of the longest pointer of Git LFS. */
const mostOfPointer = 1_024;

/**
 * The files with the modes and line ends that they have already.
 * @throws ToolError when one of them is a link, submodule or folder, is below something that is not a folder, or one to delete is
 * missing; nothing was changed then
 */
export async function againstBase(
  github: GitHub,
  { owner, repo, branch, files }: Push,
  sha: string,
  call: Call,
): Promise<{ files: FileChange[]; notes: string[] }> {
  const base = await baseTree(github, { owner, repo, sha }, call);
  const notes: string[] = [];
  const kept: Promise<FileChange>[] = [];
  for (const file of files) {
    const there = await base.at(file.path);
    const name = plain(file.path);
    const refuse = (what: string, code: 'conflict' | 'not_found' = 'conflict') =>
      new ToolError(code, `${name} ${what}; nothing was changed.`);
    if (file.delete) {
      if (there === undefined && base.complete) throw refuse(`does not exist on ${plain(branch)}`, 'not_found');
      if (there?.mode === '040000') throw refuse('is a folder; name the files in it');
      if (there?.mode === '120000') notes.push(`${name} was a symbolic link; its target is untouched`);
    } else {
      if (there?.mode === '120000')
        throw linkRefusal(file.path, await targetOf(github, { owner, repo, sha: there.sha }, call));
      if (there?.mode === '160000') throw refuse('is a submodule');
      if (there?.mode === '040000') throw refuse('is a folder');
      const above = there === undefined ? await nonFolderAbove(base, file.path) : undefined;
      if (above !== undefined && !files.some((one) => one.delete === true && one.path === above.path))
        throw refuse(`cannot be made: ${plain(above.path)} is a ${kindOf(above)}, which it would replace`);
      if (file.mode === undefined && there?.mode === '100755') notes.push(`${name} stays executable`);
    }
    const withMode = { ...file, mode: file.mode ?? (there?.mode === '100755' ? '100755' : undefined) };
    kept.push(there === undefined ? Promise.resolve(withMode) : asBefore(withMode, there));
  }
  return { files: await Promise.all(kept), notes };

  /** The file with the line ends that it has, and a note where it was a pointer. */
  async function asBefore(file: FileChange, { sha: there, size = Infinity }: TreeEntry): Promise<FileChange> {
    const { path, content, encoding } = file;
    const isText = encoding !== 'base64' && content?.includes('\n') === true;
    if (content === undefined || !(isText || size <= mostOfPointer)) return file;
    const before = await blobText(github, { owner, repo, sha: there }, call);
    const pointer = replacedPointer(before, encoding === 'base64' ? undefined : content);
    if (pointer !== undefined) notes.push(`${plain(path)}: ${pointer}`);
    if (!isText) return file;
    const { text, note } = keepLineEnds(before, content);
    if (note !== undefined) notes.push(`${plain(path)}: ${note}`);
    return { ...file, content: text };
  }
}

/** The entry that a path leads through and that is not a folder. */
async function nonFolderAbove(base: BaseTree, path: string): Promise<(TreeEntry & { path: string }) | undefined> {
  const names = path.split('/').slice(0, -1);
  for (const end of names.keys()) {
    const above = names.slice(0, end + 1).join('/');
    const entry = await base.at(above);
    if (entry === undefined) return undefined;
    if (entry.mode !== '040000') return { ...entry, path: above };
  }
  return undefined;
}

const kindOf = ({ mode }: TreeEntry): string =>
  mode === '160000' ? 'submodule' : mode === '120000' ? 'symbolic link' : 'file';

/** The text of a link; `?` where it cannot be read. */
const targetOf = async (...at: Parameters<typeof blobText>): Promise<string> => (await blobText(...at)) ?? '?';

/** The text of a blob; undefined where it cannot be read. */
async function blobText(
  github: GitHub,
  { owner, repo, sha }: { owner: string; repo: string; sha: string },
  call: Call,
): Promise<string | undefined> {
  const at = { owner, repo, file_sha: sha };
  try {
    const {
      data: { content, encoding },
    } = await github.rest.git.getBlob(at, call);
    return Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8').toString('utf8');
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
