import { expect, test } from 'vitest';
import { budgetFor } from '../src/serve/budget.ts';
import { defineTool } from '../src/tool.ts';
import * as z from 'zod/v4';
import { connect, serverOf, toolOf } from './fixtures.ts';

test.each([
  ['claude-code', 48_000],
  ['gemini-cli-mcp-client', 38_000],
  ['opencode', 48_000],
  ['codex-mcp-client', 11_000],
  ['Cline', 7_000],
  ['@cline/core', 7_000],
  ['github-copilot-developer', 19_000],
  ['copilot-cli', 19_000],
  ['qwen-cli-mcp-client-filesystem', 12_000],
  ['factory-cli', 38_000],
  ['continue-cli-client', 48_000],
  ['constructor', 24_000],
  ['my-claude-code', 24_000],
  ['', 24_000],
])('answers to %s have %d characters, unless --max-output says otherwise', (name, characters) => {
  expect(budgetFor({ name, version: '1' }, undefined).characters).toBe(characters);
  expect(budgetFor({ name, version: '1' }, 5_000).characters).toBe(5_000);
});

test.each([[undefined], [null], ['claude-code'], [{ name: 5 }]])('%j is no known client', (info) => {
  expect(budgetFor(info, undefined).characters).toBe(24_000);
});

test('a handler gets the budget of its client, less a first line', async () => {
  const server = serverOf([toolOf({}, async (_input, { budget }) => String(budget))]);
  const { call } = await connect({ server, context: undefined });
  expect((await call('do_it')).text).toBe('23800');
});

/** A tool that lists as many copies of a line as fit. */
const lister = (line: string, runs: number[], readOnlyHint: boolean) =>
  defineTool({
    name: 'list_lines',
    title: 'List lines',
    description: 'List lines.',
    annotations: { readOnlyHint, destructiveHint: !readOnlyHint, idempotentHint: false, openWorldHint: false },
    input: z.object({}),
    async handler(_input: object, _context: undefined, { budget }) {
      runs.push(budget);
      const shown = Math.floor((budget - 100) / (line.length + 1));
      return [`[lines 1-${shown} of 20,000]`, ...Array.from({ length: shown }, () => line)].join('\n');
    },
  });

test.each([
  ['copilot-cli', 'bytes', '日本語の文字列です', (text: string) => Buffer.byteLength(text), 20_480],
  ['codex-mcp-client', 'bytes', 'naïve café', (text: string) => Buffer.byteLength(text), 12_000],
  ['opencode', 'lines', 'x', (text: string) => text.split('\n').length, 2_000],
  ['@cline/core', 'escaped characters', '"quoted"\t', (text: string) => JSON.stringify(text).length, 8_000],
])('%s gets answers within the %s that it passes on', async (name, _unit, line, size, most) => {
  const runs: number[] = [];
  const { call } = await connect({ server: serverOf([lister(line, runs, true)]), context: undefined, name });
  const { text } = await call('list_lines');
  expect(runs.length).toBeGreaterThan(1);
  expect(size(text)).toBeLessThan(most);
  // Shorter, but not by more than needed.
  expect(size(text)).toBeGreaterThan(most * 0.7);
  const [, shown] = /^\[lines 1-(\d+) of 20,000\]\n/.exec(text) ?? [];
  expect(text.split('\n')).toHaveLength(Number(shown) + 1);
});

test('a text that fits is asked for once, and a tool that writes runs once in any case', async () => {
  const runs: number[] = [];
  const connected = (name: string, line: string, readOnly: boolean) =>
    connect({ server: serverOf([lister(line, runs, readOnly)]), context: undefined, name });
  await (await connected('codex-mcp-client', 'plain text of a usual length', true)).call('list_lines');
  await (await connected('claude-code', '日本語', true)).call('list_lines');
  await (await connected('copilot-cli', '日本語', false)).call('list_lines');
  expect(runs).toEqual([10_800, 47_800, 18_800]);
});
