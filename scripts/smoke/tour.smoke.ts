import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../packages.ts';
import { filesystem } from '../tour/filesystem.ts';
import { git } from '../tour/git.ts';
import { github } from '../tour/github.ts';
import { hostLines } from '../tour/host-lines.ts';
import { sqlite } from '../tour/sqlite.ts';

const escape = '\u001b';

/** Runs a command in a pipe, without variables that decide about colours. */
function run(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const { FORCE_COLOR: _force, NO_COLOR: _no, HOST_NODE: _node, ...env } = process.env;
  return new Promise<{ code: number | null; output: string; errors: string }>((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...env, ...more } });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output, errors }));
  });
}

test('the tour, in a pipe: every stop, plain, readable in a minute, and what it says to paste is right', async () => {
  const { code, output, errors } = await run(['scripts/tour.ts']);
  expect(errors).toBe('');
  expect(code).toBe(0);
  expect(output).not.toContain(escape);
  expect(output.split('\n').length).toBeLessThanOrEqual(140);
  for (const { title, calls } of [filesystem, sqlite, git, github]) {
    expect(output).toContain(`${title}: `);
    for (const { why, tool } of calls) if (why !== undefined) expect(output).toContain(`${why}\n> ${tool} {`);
  }
  // The point of each stop.
  expect(output).toContain('leads outside the allowed folders');
  expect(output).toContain('edits[0].oldText was not found. No edit was applied.');
  expect(output).toContain('With CREATE INDEX');
  expect(output).toContain('and was stopped');
  expect(output).toContain('would execute 1 configured command and 0 hooks, protected: none of it runs');
  expect(output).toMatch(/\[main, as it was before: reset hard/);
  expect(output).toContain('#2 open "Warn before frost"');
  expect(output).not.toContain('not-for-your-eyes');

  const json = /^\{ "mcpServers": \{\n[^]*?^\} \}$/m.exec(output)?.[0] ?? '';
  const { mcpServers }: { mcpServers: Record<string, { args: string[] }> } = JSON.parse(json);
  expect(Object.keys(mcpServers).sort()).toEqual(['filesystem', 'git', 'github', 'sqlite']);
  for (const { args } of Object.values(mcpServers)) expect(existsSync(args[0] ?? '')).toBe(true);
  const commands = [...output.matchAll(/^ {2}node (\S+) --install claude-desktop/gm)].map(
    ([, program = '']) => program,
  );
  expect(commands.map((program) => path.join(root, program)).sort()).toEqual(
    Object.values(mcpServers)
      .map(({ args: [program = ''] }) => program)
      .sort(),
  );
});

test('the lines to paste start a Node that runs what is in this checkout', () => {
  const entries = [{ name: 'x', program: path.join(root, 'x.mjs'), args: ['a b'] }];
  const [, command, , , json] = hostLines(entries, root, '22.1.0');
  expect(command).toMatch(/^ {2}node x\.mjs --install claude-desktop ["']a b["']$/);
  expect(json).toContain('"command":"node"');
  const [, older, , , olderJson] = hostLines(entries, root, '20.19.0');
  const [, node = ''] = /^ {2}(\S+) x\.mjs --install/.exec(older ?? '') ?? [];
  expect(existsSync(path.join(root, node))).toBe(true);
  expect(node).not.toBe('node');
  expect(olderJson).toContain(JSON.stringify(process.execPath));
});

describe('colours', () => {
  const print = [
    '--input-type=module',
    '--eval',
    "import('./scripts/tour/print.ts').then((p) => console.log(p.bold('x')))",
  ];

  test.each([
    { env: {}, coloured: false },
    { env: { FORCE_COLOR: '1' }, coloured: true },
    { env: { FORCE_COLOR: '0' }, coloured: false },
    { env: { NO_COLOR: '1' }, coloured: false },
  ])('in a pipe with $env: $coloured', async ({ env, coloured }) => {
    const { output } = await run(print, env);
    expect(output.includes(escape)).toBe(coloured);
    expect(output).toContain('x');
  });
});
