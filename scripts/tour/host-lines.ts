import path from 'node:path';
import { bold } from './print.ts';

/** A server in the form that a user adds to a host. */
export interface Entry {
  name: string;
  /** The server's program, as an absolute path. */
  program: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>> | undefined;
}

/**
 * Returns the lines to paste: one command per server, and the same as JSON. `root` is the folder of the commands,
 * `hostNode` the version of the user's Node: if it is older than 22, SQLite's module in this clone needs the clone's
 * own Node.
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

/** Quotes a word for a shell, if it has a space or another special character. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(word)) return word;
  return process.platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
