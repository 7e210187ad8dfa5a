import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { argumentsOf, loadTools, offeredTools, type Offer } from '@mcp-reference/kit';
import { announce } from '@mcp-reference/kit/serve';
import { serverChecks } from '@mcp-reference/kit/testing';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { glossary } from '../src/glossary.ts';
import { github } from '../src/server.ts';
import archived from './compat/archived.json' with { type: 'json' };
import official from './compat/official.json' with { type: 'json' };
import { json, start, stub } from './start.ts';

const folder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const tools = await loadTools(github.toolsets);
const offer = (toolsets: string[]): Offer => ({ readOnly: false, tools: [], excludeTools: [], toolsets });

describe('the contract of every server', async () => {
  test.each(await serverChecks(github, { folder, maxBytes: 32_000 }))('$name', ({ run }) => run());
});

/** Tokens of what a model gets to see of tools: name, description and arguments, and the instructions of toolsets. */
function tokens(sets: string[]): number {
  const offered = offeredTools(tools, { toolsets: github.toolsets }, offer(sets));
  const seen = offered.map(({ tool }) => {
    const { name, description, inputSchema } = announce(tool);
    return JSON.stringify({ name, description, inputSchema });
  });
  const on = Object.entries(github.toolsets).filter(([set]) => offered.some(({ toolsets }) => toolsets[0] === set));
  seen.push(...on.flatMap(([, { instructions = [] }]) => instructions));
  return seen.reduce((sum, text) => sum + encode(text).length, 0);
}

test('the default set costs at most 5,500 tokens, all sets 13,000', () => {
  expect(tokens([])).toBeLessThanOrEqual(5_500);
  expect(tokens(['all'])).toBeLessThanOrEqual(13_000);
});

describe('every argument is described', () => {
  const all = tools.flatMap(({ name, tool }) =>
    argumentsOf(announce(tool), glossary).map((argument) => ({ ...argument, place: `${name}.${argument.path}` })),
  );

  test('in two to sixteen words that end with a full stop', () => {
    const wordsOf = (text: string) => text.split(' ').length;
    const wrong = all.filter(
      ({ description = '' }) => !description.endsWith('.') || wordsOf(description) < 2 || wordsOf(description) > 16,
    );
    expect(wrong.map(({ place, description }) => `${place}: ${description}`)).toEqual([]);
    expect(all.length).toBeGreaterThan(800);
  });

  test('and nothing is described that is no argument', () => {
    const places = new Set(all.flatMap(({ place, path }) => [place, path.split('.').at(-1)]));
    expect(Object.keys(glossary).filter((key) => !places.has(key))).toEqual([]);
  });

  test('an argument without a description is found, inside lists too', () => {
    const schema = { properties: { files: { type: 'array', items: { type: 'object', properties: { depth: {} } } } } };
    expect(argumentsOf({ name: 'do', inputSchema: schema }, { 'do.files': 'All of them.' })).toMatchObject([
      { path: 'files', type: 'list of objects', required: false, description: 'All of them.' },
      { path: 'files.depth', description: undefined },
    ]);
  });
});

/** Sets of the official server that are switched on by a feature flag there are sets of that name here. */
const flagged: Record<string, string> = {
  get_file_blame: 'file_blame',
  issue_dependency_read: 'issue_dependencies',
  issue_dependency_write: 'issue_dependencies',
  find_duplicate: 'duplicate_detection',
  ui_get: 'remote_mcp_ui_apps',
};

/** Arguments that the tool takes there and not here. */
function accepts(name: string, params: Record<string, string | string[]>): string[] {
  const tool = tools.find((one) => one.name === name)?.tool;
  if (tool === undefined) return ['the tool'];
  return Object.entries(params).flatMap(([param, type]) => {
    const same = (name: string) => name.replaceAll('_', '').toLowerCase() === param.replaceAll('_', '').toLowerCase();
    const own = tool.aliases?.[param] ?? Object.keys(tool.input.shape).find(same) ?? param;
    const schema = tool.input.shape[own];
    if (schema === undefined) return [param];
    return Array.isArray(type)
      ? type
          .filter(
            (value) =>
              ![value, [value], value.toLowerCase(), value.toUpperCase()].some(
                (given) => schema.safeParse(given).success,
              ),
          )
          .map((value) => `${param}=${value}`)
      : [];
  });
}

describe("GitHub's own server", () => {
  test.each(Object.entries(official))('%s has its arguments and its set', (name, { set, params }) => {
    expect(accepts(name, params)).toEqual([]);
    expect(tools.find((one) => one.name === name)?.toolsets).toContain(flagged[name] ?? set);
  });
});

describe('the archived server', () => {
  test.each(Object.entries(archived))('%s has its arguments, and is in the set "legacy"', (name, params) => {
    expect(accepts(name, params)).toEqual([]);
    expect(tools.find((one) => one.name === name)?.toolsets).toContain('legacy');
  });

  test('--toolsets legacy offers its tools and no others', () => {
    expect(
      offeredTools(tools, { toolsets: github.toolsets }, offer(['legacy']))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(archived).sort());
  });
});

test("a server of one's own that is too old is not offered what it lacks", async () => {
  const old = await stub((_seen, response) => json(response, { installed_version: '3.17.2' }));
  const session = await start('', { env: { GITHUB_HOST: old.url }, flags: ['--toolsets', 'all'] });
  const names = (await session.listTools()).map(({ name }) => name);
  expect(old.seen.map(({ url }) => url)).toContain('/api/v3/meta');
  expect(names).toContain('list_issues');
  expect(names).not.toContain('projects_list');
  expect(names).not.toContain('sub_issue_write');
  const newer = await stub((_seen, response) => json(response, { installed_version: '3.25.0' }));
  const other = await start('', { env: { GITHUB_HOST: newer.url }, flags: ['--toolsets', 'all'] });
  expect((await other.listTools()).map(({ name }) => name)).toContain('projects_list');
});

test.each([
  'http://github.example.com',
  'github.example.com',
  'https://user:pass@github.example.com',
  'https://github.example.com/?x=1',
])('74: the host %s is refused at the start', async (host) => {
  await expect(start('', { env: { GITHUB_HOST: host } })).rejects.toThrow(`--host "${host}" `);
});
