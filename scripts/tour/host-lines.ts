import path from 'node:path';
import { bold } from './print.ts';

/** A server as a person adds it to a host. */
export interface Entry {
  name: string;
  /** The server's program, absolute. */
  program: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>> | undefined;
}

/**
 * The lines to paste: one command for each server, and the same as JSON. `root` is where the commands are run. `hostNode` is
 * the version of the person's own Node: SQLite's module in this checkout is one for Node 22 and newer, so where that is
 * older, the checkout's own is named.
 */
export function hostLines(entries: readonly Entry[], root: string, hostNode: string): string[] {
  const isNew = Number(hostNode.split('.')[0]) >= 22;
  const node = isNew ? 'node' : path.join('node_modules', '.bin', 'node');
  const commands = entries.map(({ program, args }) =>
    [node, path.relative(root, program), '--install', 'claude-desktop', ...args].map(quoted).join(' '),
  );
  const json = entries.map(({ name, program, args, env }, at) => {
    const command = isNew ? 'node' : process.execPath;
    const entry = JSON.stringify({ command, args: [program, ...args], ...(env && { env }) });
    return `  ${JSON.stringify(name)}: ${entry}${at < entries.length - 1 ? ',' : ''}`;
  });
  return [
    bold('Add one to Claude Desktop (also: claude-code, cursor, vscode, windsurf, zed), with folders of your own'),
    ...commands.map((command) => `  ${command}`),
    bold('or paste what you want of it into the configuration of a host'),
    '{ "mcpServers": {',
    ...json,
    '} }',
  ];
}

/** A word as a shell takes it, where it has a space or another character that shells care about. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(word)) return word;
  return process.platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
