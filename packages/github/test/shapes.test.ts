import { startSession } from '@mcp-reference/kit/testing';
import { defineTool, z } from '@mcp-reference/kit';
import { expect, onTestFinished, test } from 'vitest';
import type { Context } from '../src/context.ts';
import { reads } from './contract/reads/index.ts';
import { everyTool } from './kinds/table.ts';
import { github } from '../src/server.ts';

// GitHub leaves holes in lists: deleted accounts, labels, organizations behind single sign-on. No reader stumbles over one.

const whole = everyTool();

/** Puts a hole at the beginning of every list of objects. */
function withHoles(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withHoles);
    return items.some((item) => typeof item === 'object') ? [null, ...items] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withHoles(inner)]));
}

test.each(reads)('$tool $args reads lists with holes', async ({ tool, args, code }) => {
  const { double, session } = whole;
  double.reset();
  const given = typeof args === 'function' ? await args(session) : args;
  double.fail({}, { kind: 'change', body: holed });
  const answer = await session.call(tool, given);
  expect(answer.text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')).not.toMatch(
    /undefined|\bNaN\b|\[object |inside the server|has a form that/,
  );
  expect(answer.code).toBe(code);
});

function holed(body: string): string {
  try {
    return JSON.stringify(withHoles(JSON.parse(body)));
  } catch {
    return body;
  }
}

test('names the part of an answer that cannot be read', async () => {
  const { double, session } = whole;
  double.reset();
  double.fail(
    {},
    {
      kind: 'change',
      body: (body) => JSON.stringify((JSON.parse(body) as object[]).map((one) => ({ ...one, commit: null }))),
    },
  );
  expect(await session.call('list_branches', { owner: 'octo', repo: 'garden' })).toMatchObject({
    code: 'unavailable',
    text: expect.stringContaining('has a form that this tool cannot read ([].commit)'),
  });
});

test('shows the other items of a list when one lacks a part', async () => {
  const { double, session } = whole;
  double.reset();
  const first = (body: string) =>
    JSON.stringify((JSON.parse(body) as object[]).map((one, index) => (index === 0 ? { ...one, commit: null } : one)));
  double.fail({}, { kind: 'change', body: first });
  const { text, isError } = await session.call('list_branches', { owner: 'octo', repo: 'garden' });
  expect([isError, text]).toEqual([false, expect.stringMatching(/\[one branch cannot be shown[^]*\n\S+ [0-9a-f]{12}/)]);
});

const broken = defineTool({
  name: 'break_it',
  title: 'Break it',
  description: 'Fails in its own code, with a part of the answer missing or not.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({ reads: z.string(), writes: z.boolean().optional() }),
  async handler({ reads: key, writes }, { github: api }: Context, call) {
    const at = { owner: 'octo', repo: 'garden' };
    const { data: found }: { data: Record<string, unknown> } = await api.rest.repos.get(at, call);
    if (writes) await api.rest.repos.replaceAllTopics({ ...at, names: ['a'] }, call);
    const value = found[key];
    const ours: { part?: { name: string } } = {};
    return `${String(value).length} ${ours.part!.name}`;
  },
});

test('a fault of this server is not blamed on GitHub, and what was applied is said all the same', async () => {
  const { double } = whole;
  double.reset();
  const own = await startSession({
    era: 'modern',
    server: {
      ...github,
      toolsets: { broken: { description: 'Breaks it.', default: true, tools: [async () => ({ broken })] } },
    },
    args: ['--no-confirm'],
    env: { GITHUB_STAND_IN: double.url, GITHUB_PERSONAL_ACCESS_TOKEN: double.token },
  });
  onTestFinished(() => own.close());
  for (const key of ['full_name', 'mirror_url'])
    expect(await own.call('break_it', { reads: key })).toMatchObject({ code: 'internal' });
  expect(await own.call('break_it', { reads: 'full_name', writes: true })).toMatchObject({
    code: 'unavailable',
    text: expect.stringMatching(
      /^An error in this server ended the call, but GitHub has applied what was sent \(PUT octo/,
    ),
  });
});
