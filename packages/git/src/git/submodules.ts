import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../files/index.ts';
import type { Layout } from '../files/layout.ts';
import { parseConfigFile, type Variable } from './config-file.ts';
import { keyParts } from './config.ts';
import type { GitCommand } from './command.ts';
import { gitmodulesBlob } from './commands/objects.ts';
import type { Calling } from './repository.ts';

/** A `.gitmodules` larger than this is not read, in bytes. */
const mostGitmodules = 1024 * 1024;

/**
 * Keeps git from looking into submodules to see whether they have changes: each has its own configuration, whose
 * filters would run. Their names are taken from where git takes them: `.gitmodules`, or else the index, or else the commit.
 * @param ask Runs git; absent where no submodule is in the index.
 */
export async function submodulesIn(
  files: Sandbox<GitOperations>,
  layout: Layout,
  ask: ((made: GitCommand) => Promise<Buffer>) | undefined,
  call: Calling,
): Promise<Variable[]> {
  const { bytes } = layout.submodules
    ? await files.run('readBytes', { path: `${layout.top ?? layout.gitDir}/.gitmodules`, most: mostGitmodules }, call)
    : { bytes: undefined };
  const names = new Set<string>();
  for (const key of bytes === undefined ? await recordedKeys(ask) : keysOf(Buffer.from(bytes, 'base64'))) {
    const { section, sub } = keyParts(key);
    if (section === 'submodule' && sub !== undefined) names.add(sub);
  }
  return [...names].map((name) => ({ key: `submodule.${name}.ignore`, value: 'dirty' }));
}

function keysOf(gitmodules: Buffer): string[] {
  try {
    return parseConfigFile(gitmodules.toString('latin1')).map(({ key }) => key);
  } catch {
    return [];
  }
}

async function recordedKeys(ask: ((made: GitCommand) => Promise<Buffer>) | undefined): Promise<string[]> {
  for (const revision of ask === undefined ? [] : [':.gitmodules', 'HEAD:.gitmodules']) {
    const listing = await ask?.(gitmodulesBlob(revision)).catch(() => undefined);
    if (listing !== undefined)
      return listing
        .toString('latin1')
        .split('\0')
        .map((pair) => pair.split('\n')[0] ?? '');
  }
  return [];
}
