import path from 'node:path';
import { ToolError } from '@mcp-reference/kit';
import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../files/index.ts';
import type { Layout } from '../files/layout.ts';
import { parseConfigFile, type Variable } from './config-file.ts';
import { lastValue, type ConfigEntry } from './config.ts';
import type { Calling } from './repository.ts';

/** The largest configuration file that is read, in bytes. */
const mostConfig = 4 * 1024 * 1024;

/** Configuration as a repository's own files declare it, includes not followed. */
export interface Declared {
  /** One character for each byte. */
  variables: Variable[];
  /** The same as text, with its origin. */
  entries: ConfigEntry[];
}

/** @throws ToolError `denied` for a file that is no regular file, `invalid` for one that is not configuration. */
export async function declaredConfig(files: Sandbox<GitOperations>, layout: Layout, call: Calling): Promise<Declared> {
  const shared = await readConfig(files, path.join(layout.commonDir, 'config'), call);
  const perTree = /^(true|yes|on|1)$/i.test(
    lastValue(entriesOf(shared, 'local', ''), 'extensions.worktreeconfig') ?? '',
  );
  const own = perTree ? await readConfig(files, path.join(layout.gitDir, 'config.worktree'), call) : [];
  return {
    variables: [...shared, ...own],
    entries: [
      ...entriesOf(shared, 'local', path.join(layout.commonDir, 'config')),
      ...entriesOf(own, 'worktree', path.join(layout.gitDir, 'config.worktree')),
    ],
  };
}

async function readConfig(files: Sandbox<GitOperations>, file: string, call: Calling): Promise<Variable[]> {
  const { bytes, kind } = await files.run('readBytes', { path: file, most: mostConfig }, call);
  if (bytes === undefined) {
    if (kind === undefined) return [];
    throw new ToolError('denied', `The repository's ${path.basename(file)} is not a regular file.`);
  }
  try {
    return parseConfigFile(Buffer.from(bytes, 'base64').toString('latin1'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ToolError(
      'invalid',
      `The repository's configuration is broken (.git/${path.basename(file)}: ${error.message}); git reads nothing here until it is corrected.`,
      { cause: error },
    );
  }
}

const entriesOf = (variables: readonly Variable[], scope: string, file: string): ConfigEntry[] =>
  variables.map(({ key, value }) => ({ scope, origin: `file:${file}`, key: utf8(key), value: utf8(value) }));

const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString();
