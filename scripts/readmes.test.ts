// The READMEs of the packages: examples show what the servers answer, and all have the same structure.
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSession } from '../packages/kit/src/testing/index.ts';
import { asks, examplesIn, shows } from './docs/examples.ts';
import { readDocument } from './docs/markdown.ts';
import { root } from './packages.ts';
import { filesystem } from './tour/filesystem.ts';
import { git } from './tour/git.ts';
import { github } from './tour/github.ts';
import { sqlite } from './tour/sqlite.ts';

const readme = (name: string) => readFileSync(path.join(root, 'packages', name, 'README.md'), 'utf8');

/** Replaces parts that differ each time: fence marks, and times of snapshots. */
const constant = (text: string) =>
  text
    .replaceAll(/<<<[0-9a-f]{8}|[0-9a-f]{8}>>>|(?<=^--- )[0-9a-f]{8}/gm, (mark) => mark.replace(/[0-9a-f]{8}/, 'mark'))
    .replaceAll(/\b20\d{12}-[0-9a-f]{6}\b/g, 'snapshot');

const stops = [filesystem, sqlite, git, github];

describe.each(stops)('the README of $name', ({ name, prepare, calls }) => {
  test('shows what the server answers to the same calls on the data of the tour', async () => {
    const examples = examplesIn(readDocument(name, readme(name)));
    expect(examples.length).toBeGreaterThanOrEqual(4);
    const scratch = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'readme-')));
    const prepared = await prepare(path.join(scratch, name));
    const { args, env, end } = Array.isArray(prepared) ? { args: prepared, env: {}, end: undefined } : prepared;
    const questions: string[] = [];
    const session = await startSession({
      era: 'modern',
      // The tour stops a query early; here nothing may be stopped, however busy the machine is.
      args: [path.join(root, 'packages', name, 'dist/main.mjs'), ...args, '--timeout', '60'],
      env,
      answer(question) {
        questions.push(`${asks}${question}`);
        return 'accept';
      },
    });
    try {
      for (const { why, tool, args: given } of calls)
        if (why === undefined && typeof given !== 'function') await session.call(tool, given);
      for (const example of examples) {
        const answer = await session.call(example.tool, example.args);
        const whole = [...questions.splice(0), answer.text.replace(/\r?\n$/, '')].join('\n');
        const lines = constant(whole).split(/\r?\n/);
        const expected = constant(example.expected.join('\n')).split('\n');
        // The difference is easier to read than "false".
        if (!shows(expected, lines)) expect(lines, `line ${example.line}: ${example.tool}`).toEqual(expected);
      }
    } finally {
      await session.close();
      await end?.();
      rmSync(scratch, { recursive: true, force: true });
    }
  });

  test('begins with one line that adds the server to Claude Desktop', () => {
    const { blocks } = readDocument(name, readme(name));
    const first = blocks.find(({ language }) => language === 'sh');
    expect(first?.text).toMatch(
      new RegExp(`^npx -y @mcp-reference/server-${name} --install claude-desktop( ~/[\\w./-]+)*$`),
    );
    expect(blocks[0]).toBe(first);
  });
});

test('the READMEs of all packages have the same sections in the same order', () => {
  const sections = stops.map(({ name }) => [...readme(name).matchAll(/^## (.*)$/gm)].map(([, title = '']) => title));
  for (const titles of sections) expect(titles).toEqual(sections[0]);
});

test('an example is compared as its reader would', () => {
  expect(shows(['a', 'b'], ['a', 'b'])).toBe(true);
  expect(shows(['a', 'b'], ['a'])).toBe(false);
  expect(shows(['a'], ['a', 'b'])).toBe(false);
  expect(shows(['a', 'c'], ['a', 'b'])).toBe(false);
  expect(shows(['a', '…'], ['a', 'b', 'c'])).toBe(true);
  expect(shows(['…', 'c'], ['a', 'b', 'c'])).toBe(true);
  expect(shows(['…', 'b'], ['a', 'b', 'c'])).toBe(false);
  expect(shows(['lo…'], ['long'])).toBe(true);
  expect(shows(['lo…'], ['short'])).toBe(false);
});
