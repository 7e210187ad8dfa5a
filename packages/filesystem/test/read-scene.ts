import { createHash } from 'node:crypto';
import type { Session } from '@mcp-reference/kit/testing';
import { sharedBox, split, startShared } from './fixtures.ts';

export const hashOf = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** A folder for the tests of one file, a server on it, and one that answers with at most 1,000 characters. */
export async function readScene() {
  const shared = sharedBox();
  const server = await startShared([shared.folder]);
  const tight = await startShared([shared.folder], { flags: ['--max-output', '1000'] });

  async function read(args: Record<string, unknown>, session: Session = server) {
    const answer = await session.call('read_text_file', args);
    if (answer.isError) throw new Error(`${answer.code}: ${answer.text}`);
    return split(answer);
  }

  /** Makes one file per content. */
  function file(content: string | Uint8Array, name = `${hashOf(content)}.txt`): string {
    shared.put(name, content);
    return name;
  }

  return { shared, server, tight, read, file };
}
