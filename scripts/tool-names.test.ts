import path from 'node:path';
import { expect, test } from 'vitest';
import { serverIn } from '../packages/kit/src/generate/index.ts';
import { loadTools } from '../packages/kit/src/index.ts';
import { serverPackages } from './packages.ts';

const servers = await Promise.all(
  serverPackages().map(async ({ folder }) => {
    const tools = await loadTools((await serverIn(folder)).toolsets);
    return { name: path.basename(folder), tools };
  }),
);

test('no two servers have a tool of the same name, as some hosts and agent libraries accept each name once', () => {
  const owners = new Map<string, string[]>();
  for (const server of servers)
    for (const { name } of server.tools) owners.set(name, [...(owners.get(name) ?? []), server.name]);
  expect(owners.size).toBeGreaterThan(150);
  expect([...owners].filter(([, names]) => names.length > 1)).toEqual([]);
});

test.each(servers)('a former name in $name is not the name of another of its tools', ({ tools }) => {
  const names = new Set(tools.map(({ name }) => name));
  const former = tools.flatMap(({ formerName }) => formerName ?? []);
  expect(former.filter((name) => names.has(name))).toEqual([]);
});

test.each(servers)('--toolsets minimal of $name offers about ten tools', ({ tools }) => {
  const minimal = tools.filter(({ toolsets }) => toolsets.includes('minimal'));
  expect(minimal.length).toBeGreaterThanOrEqual(8);
  expect(minimal.length).toBeLessThanOrEqual(12);
  expect(minimal.some(({ annotations }) => annotations.readOnlyHint)).toBe(true);
});
