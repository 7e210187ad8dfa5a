import path from 'node:path';
import { configurationFolders, readConfiguration } from '@mcp-reference/kit/sandbox';

const largest = 1024 * 1024;

let read: { text: string | undefined; at: number } | undefined;

/** The time that the user's list counts as unchanged, in milliseconds. */
const freshFor = 5_000;

/**
 * The user's own list of ignored files: `core.excludesFile` of their git configuration, or git's default place for it.
 * Like git, and like nothing else here, this is read outside the allowed folders; nothing of it is ever shown.
 */
export function userExcludes(): string | undefined {
  const now = performance.now();
  if (read === undefined || now - read.at > freshFor) read = { text: find(), at: now };
  return read.text;
}

function find(): string | undefined {
  const { home, config } = configurationFolders();
  for (const file of [path.join(home, '.gitconfig'), path.join(config, 'git', 'config')]) {
    const named = excludesFileIn(readConfiguration(file, largest) ?? '');
    if (named === '') return undefined;
    if (named !== undefined) return readConfiguration(path.resolve(home, named.replace(/^~(?=[/\\])/, home)), largest);
  }
  return readConfiguration(path.join(config, 'git', 'ignore'), largest);
}

/** Returns `core.excludesFile` of a git configuration; the last value wins, as in git. */
export function excludesFileIn(text: string): string | undefined {
  let [section, value]: [string, string | undefined] = ['', undefined];
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*([\w.-]+)\s*\]/.exec(line)?.[1];
    if (header !== undefined) section = header.toLowerCase();
    const given = /^\s*(?:\[core\]\s*)?excludesfile\s*=\s*(.*?)\s*$/i.exec(line)?.[1];
    if (section === 'core' && given !== undefined) value = given.replace(/^"(.*)"$/, '$1').replaceAll('\\\\', '\\');
  }
  return value;
}
