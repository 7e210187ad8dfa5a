// The tour: a real client starts each server as a host would, on sample data, and shows what a model gets to see.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startSession } from '../packages/kit/src/testing/index.ts';
import { root, serverPackages } from './packages.ts';
import { filesystem } from './tour/filesystem.ts';
import { git } from './tour/git.ts';
import { github } from './tour/github.ts';
import { type Entry, hostLines } from './tour/host-lines.ts';
import { bold, dim, show } from './tour/print.ts';
import { sqlite } from './tour/sqlite.ts';
import type { Stop } from './tour/stop.ts';

const stops: readonly Stop[] = [filesystem, sqlite, git, github];
const began = performance.now();
const scratch = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-tour-')));
const entries: Entry[] = [];

try {
  for (const stop of stops) entries.push(await visit(stop));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

const hostNode = process.env['HOST_NODE'] ?? process.versions.node;
console.log(`\n${hostLines(entries, root, hostNode).join('\n')}\n`);
const took = seconds(performance.now() - began);
const setupBegan = process.env['SETUP_BEGAN'];
const all = setupBegan === undefined ? '' : `, ${seconds(Date.now() - Number(setupBegan))} with setting up`;
console.log(dim(`The tour took ${took}${all}. README.md has the rest; npm test attacks all of it.`));

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

async function visit({ name, title, prepare, calls, configure, environment }: Stop): Promise<Entry> {
  const server = serverPackages().find(({ bin }) => bin === `mcp-server-${name}`);
  if (server === undefined) throw new Error(`There is no package for ${name}.`);
  const program = path.join(server.folder, 'dist/main.mjs');
  const questions: string[] = [];
  const prepared = await prepare(path.join(scratch, name));
  const { args, env, end } = Array.isArray(prepared) ? { args: prepared, env: {}, end: undefined } : prepared;
  const started = performance.now();
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
    const kilobytes = (Buffer.byteLength(JSON.stringify(tools)) / 1000).toFixed(1);
    const after = seconds(performance.now() - started);
    const facts = `${tools.length} tools in ${kilobytes} kB, listed ${after} after the start`;
    console.log(`\n${bold(title)}${dim(`: ${facts}`)}`);
    let before = '';
    for (const { why, tool, args: given, expectError = false, only } of calls) {
      const asked = typeof given === 'function' ? given(before) : given;
      const answer = await session.call(tool, asked);
      if (answer.isError !== expectError)
        throw new Error(`${tool} answered otherwise than the tour expects: ${answer.text}`);
      before = answer.text;
      const put = questions.splice(0);
      if (why !== undefined) show({ why, tool, args: asked, answer, questions: put, only });
    }
  } finally {
    await session.close();
    await end?.();
  }
  return { name, program, args: configure(), env: environment };
}
