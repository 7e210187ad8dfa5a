// Runs on Windows' Node, from C:\app, beside the installed servers.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

export interface Answer {
  isError: boolean;
  text: string;
}

export interface Connected {
  client: Client;
  call(tool: string, input?: Record<string, unknown>): Promise<Answer>;
}

export const systemFolder = 'C:\\windows\\system32';

/** The file that npm's command for a server starts. */
export const programOf = (server: string): string =>
  `C:\\app\\node_modules\\@mcp-reference\\server-${server}\\dist\\main.mjs`;

/** Starts an installed server as a host does; it ends with the test file. */
export async function start(
  server: string,
  args: readonly string[],
  { env = {}, cwd = 'C:\\' }: { env?: Record<string, string>; cwd?: string } = {},
): Promise<Connected> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [programOf(server), ...args],
    cwd,
    env: { PATH: systemFolder, SystemRoot: 'C:\\windows', USERPROFILE: 'C:\\home', ...env },
    stderr: 'ignore',
  });
  const client = new Client({ name: 'windows', version: '1.0.0' }, { capabilities: {} });
  await client.connect(transport, { timeout: 300_000 });
  after(() => client.close());
  return {
    client,
    async call(tool, input = {}) {
      const { isError, content } = await client.callTool({ name: tool, arguments: input }, { timeout: 300_000 });
      const blocks = content as { type: string; text?: string }[];
      return { isError: isError === true, text: blocks.map(({ text = '' }) => text).join('\n') };
    },
  };
}

/** An empty folder below C:\data. */
export function emptyFolder(name: string): string {
  const folder = path.join('C:\\data', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Writes a file, making the folders that lead to it, and returns its path. */
export function put(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}
