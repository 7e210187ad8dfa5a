import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';

export interface At {
  owner: string;
  repo: string;
  path: string;
  ref?: string | undefined;
}

/** What stands at a path, or undefined when nothing does. */
export async function entryAt(github: GitHub, at: At, call: Call): Promise<{ type: string; sha: string } | undefined> {
  try {
    const data = await github.content(at, call);
    if (Array.isArray(data)) return { type: 'dir', sha: '' };
    return { type: data.type, sha: data.sha };
  } catch (error) {
    if (error instanceof ToolError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/**
 * A text file of which every byte is known.
 * @throws ToolError when it is no file, too large, or not UTF-8
 */
export async function fileText(github: GitHub, at: At, call: Call): Promise<{ text: string; sha: string }> {
  const data = await github.content(at, call);
  if (Array.isArray(data) || data.type !== 'file') throw new ToolError('conflict', `${at.path} is not a file.`);
  if (!('content' in data) || data.encoding !== 'base64')
    throw new ToolError('too_large', `${at.path} has more than 1 MB; edit it in a clone.`);
  const bytes = Buffer.from(data.content, 'base64');
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes))
    throw new ToolError('unsupported', `${at.path} is not a text in UTF-8; push_files can replace it whole.`);
  return { text, sha: data.sha };
}
