// The tour: a real client starts each server as a host would, on sample data, and shows what a model gets to see.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startSession } from '../packages/kit/src/testing/index.ts';
import { serverPackages } from './packages.ts';
import { filesystem } from './tour/filesystem.ts';
import { github } from './tour/github.ts';
import { bold, dim, show } from './tour/print.ts';
import type { Stop } from './tour/stop.ts';

const stops: readonly Stop[] = [filesystem, github];
const scratch = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-tour-')));
const configuration: Record<string, { command: string; args: string[]; env?: Readonly<Record<string, string>> }> = {};

try {
  for (const stop of stops) await visit(stop);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

console.log(bold('\nTo use them from this checkout'));
console.log('Add this to your host (Claude Desktop: Settings > Developer > Edit Config), with folders of your own:\n');
console.log(JSON.stringify({ mcpServers: configuration }, undefined, 2));

async function visit({ name, title, prepare, calls, configure, environment }: Stop): Promise<void> {
  const server = serverPackages().find(({ bin }) => bin === `mcp-server-${name}`);
  if (server === undefined) throw new Error(`There is no package for ${name}.`);
  const program = path.join(server.folder, 'dist/main.mjs');
  const folder = path.join(scratch, name);
  console.log(`\n${bold(title)} ${dim(`${server.name} ${server.version}`)}`);
  const questions: string[] = [];
  const prepared = await prepare(folder);
  const { args, env, end } = Array.isArray(prepared) ? { args: prepared, env: {}, end: undefined } : prepared;
  const session = await startSession({
    era: 'modern',
    args: [program, ...args],
    env,
    answer(question) {
      questions.push(question);
      return 'accept';
    },
  });
  try {
    const tools = await session.listTools();
    const bytes = Buffer.byteLength(JSON.stringify(tools));
    console.log(dim(`${tools.length} tools in ${bytes.toLocaleString('en-US')} bytes, protocol 2026-07-28 over stdio`));
    for (const { why, tool, args: given, expectError = false } of calls) {
      const answer = await session.call(tool, given);
      if (answer.isError !== expectError)
        throw new Error(`${tool} answered otherwise than the tour expects: ${answer.text}`);
      show({ why, tool, args: given, answer, questions: questions.splice(0) });
    }
  } finally {
    await session.close();
    await end?.();
  }
  configuration[name] = {
    command: process.platform === 'win32' ? 'node.exe' : 'node',
    args: [program, ...configure()],
    ...(environment && { env: environment }),
  };
}
