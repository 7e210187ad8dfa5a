import { startSession, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reads } from './contract/reads.ts';
import { startDouble, type Double } from './double/index.ts';
import { github } from '../src/server.ts';

// GitHub leaves holes in lists: deleted accounts, labels, organizations behind single sign-on. No reader stumbles over one.

let double: Double;
let session: Session;
beforeAll(async () => {
  double = await startDouble();
  session = await startSession({
    era: 'modern',
    server: github,
    args: ['--toolsets', 'all,legacy,granular', '--no-confirm'],
    env: { GITHUB_STAND_IN: double.url, GITHUB_PERSONAL_ACCESS_TOKEN: double.token },
  });
});
afterAll(async () => {
  await session.close();
  await double.close();
});

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
