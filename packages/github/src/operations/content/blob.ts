import { createHash } from 'node:crypto';
import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';

/** The hash under which git stores these bytes. */
export const blobSha = (bytes: Buffer): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

interface Answered {
  owner: string;
  repo: string;
  /** The hash that GitHub names for the path. */
  sha?: string | null;
  /** The address of the blob that GitHub names beside it. */
  gitUrl: string | null | undefined;
  bytes: Buffer;
}

/**
 * The target of a symbolic link that GitHub followed without saying so: the answer then has the text of another file
 * under the hash of the link. Undefined for a regular file, `?` when the answer contradicts itself and the link cannot
 * be read.
 */
export async function followedLink(
  github: GitHub,
  { owner, repo, sha, gitUrl, bytes }: Answered,
  call: Call,
): Promise<string | undefined> {
  if (sha === blobSha(bytes) || sha?.length !== 40) return undefined;
  try {
    const at = { owner, repo, file_sha: sha };
    const {
      data: { content, encoding },
    } = await github.rest.git.getBlob(at, call);
    const own = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
    return own.equals(bytes) ? undefined : own.toString('utf8');
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
    return gitUrl && !gitUrl.endsWith(`/${sha}`) ? '?' : undefined;
  }
}

/** Says where a link leads, for an error or a header. */
export const linkedTo = (target: string): string =>
  target === '?'
    ? 'a symbolic link whose target cannot be read'
    : `a symbolic link to ${JSON.stringify(target.slice(0, 200))}`;
