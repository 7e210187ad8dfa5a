import { expect, test } from 'vitest';
import { budgetFor } from '../src/serve/budget.ts';
import { connect, serverOf, toolOf } from './fixtures.ts';

test.each([
  ['claude-code', 48_000],
  ['gemini-cli-mcp-client', 38_000],
  ['opencode', 48_000],
  ['codex-mcp-client', 10_000],
  ['Cline', 7_000],
  ['github-copilot-developer', 8_000],
  ['constructor', 24_000],
  ['my-claude-code', 24_000],
  ['', 24_000],
])('answers to %s have %d characters, unless --max-output says otherwise', (name, characters) => {
  expect(budgetFor({ name, version: '1' }, undefined)).toBe(characters);
  expect(budgetFor({ name, version: '1' }, 5_000)).toBe(5_000);
});

test.each([[undefined], [null], ['claude-code'], [{ name: 5 }]])('%j is no known client', (info) => {
  expect(budgetFor(info, undefined)).toBe(24_000);
});

test('a handler gets the budget of its client', async () => {
  const server = serverOf([toolOf({}, async (_input, { budget }) => String(budget))]);
  const { call } = await connect({ server, context: undefined });
  expect((await call('do_it')).text).toBe('24000');
});
