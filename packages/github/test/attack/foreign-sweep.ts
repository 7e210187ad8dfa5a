import { tierCases, type Session } from '@mcp-reference/kit/testing';
import { onTestFinished } from 'vitest';
import type { Case } from '../contract/case.ts';
import { granular } from '../contract/granular.ts';
import { reads } from '../contract/reads/index.ts';
import { writes } from '../contract/writes/index.ts';
import type { Double } from '../double/index.ts';
import { start } from '../start.ts';
import { fingerprint, mark, startWorld, type Foreign } from './foreign-world.ts';

interface Found {
  attack: string;
  tool: string;
  /** The ways in which something of the other repository was shown, asked for or changed. */
  ways: string[];
}

interface Scene {
  double: Double;
  session: Session;
  foreign: () => Foreign;
}

interface Schema {
  type?: string;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
}

/** A parameter, by the keys that lead to it; `[]` is an item of a list. */
export interface Leaf {
  path: readonly string[];
  type: 'string' | 'number';
}

export interface Attack {
  tool: string;
  base: Case['args'];
  leaf: Leaf;
}

/** Valid arguments that each parameter is tried with. */
const [bases] = tierCases([1], [2]);

/** Returns every parameter of every tool that takes a text or a number, with arguments that are valid beside it. */
export async function attacks(session: Session): Promise<Attack[]> {
  const cases = [...reads, ...writes, ...granular].filter(({ code }) => code === undefined);
  return (await session.listTools()).flatMap(({ name, inputSchema }) => {
    const own = cases.filter(({ tool }) => tool === name);
    return leavesOf(inputSchema as Schema).flatMap((leaf) => {
      const key = leaf.path[0] ?? '';
      const having = own.filter(({ args }) => typeof args === 'function' || key in args);
      return (having.length > 0 ? having : own).slice(0, bases).map(({ args }) => ({ tool: name, base: args, leaf }));
    });
  });
}

function leavesOf(schema: Schema, path: readonly string[] = []): Leaf[] {
  if (schema.enum !== undefined) return [];
  if (schema.items !== undefined) return leavesOf(schema.items, [...path, '[]']);
  if (schema.properties !== undefined)
    return Object.entries(schema.properties).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
  if (schema.type === 'string') return [{ path, type: 'string' }];
  return schema.type === 'integer' || schema.type === 'number' ? [{ path, type: 'number' }] : [];
}

/** Returns everything that names something of the other repository. */
export function valuesOf({ things, shas }: Foreign, { type }: Leaf): (string | number)[] {
  if (type === 'number') return things.map(({ id }) => id);
  const numbers = things.map(({ id }) => String(id));
  return [...names, ...urls, ...shas, 'only-shed', ...things.map(({ nodeId }) => nodeId), ...numbers];
}

const names = ['shed', 'octo/shed', '../shed', 'garden/../shed', 'octo:only-shed', 'octo/shed:only-shed', 'shed#1'];
const urls = ['repo:octo/shed', 'https://github.com/octo/shed/issues/1', 'https://github.com/octo/shed'];

/** Returns a value that fits the name of a parameter, other ones for each `turn`: foreign.soak.ts tries all. */
export function likelyValuesOf(foreign: Foreign, leaf: Leaf, turn: number): (string | number)[] {
  const name = leaf.path.findLast((key) => key !== '[]') ?? '';
  const { things, shas } = foreign;
  const one = (from: readonly (string | number)[]) => from.slice(turn % from.length).slice(0, 1);
  const isId = /id|node|thread|comment/i.test(name);
  if (leaf.type === 'number') return one(things.map(({ id }) => id));
  const fitting = [
    ...(/repo|owner|org/i.test(name) ? names.slice(0, 2) : []),
    ...(/head|base|query|url/i.test(name) ? [...names, ...urls] : []),
    ...(/sha|ref|branch|tag|head|base|tree/i.test(name) ? [...shas, 'only-shed'] : []),
    ...(isId ? things.flatMap(({ id, nodeId }) => [nodeId, String(id)]) : []),
  ];
  return one(fitting.length > 0 ? fitting : valuesOf(foreign, leaf));
}

export const withValue = (args: Readonly<Record<string, unknown>>, { path }: Leaf, value: unknown) =>
  put(args, path, value) as Record<string, unknown>;

function put(at: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (key === '[]') {
    const list = Array.isArray(at) ? (at as unknown[]) : [];
    return [put(list[0], rest, value), ...list.slice(1)];
  }
  return {
    ...(typeof at === 'object' ? at : {}),
    [key]: put((at as Record<string, unknown> | undefined)?.[key], rest, value),
  };
}

/** Runs one attack with each value, and returns what it found. An attack whose arguments cannot be made is left out. */
async function run(
  { tool, base, leaf }: Attack,
  values: readonly unknown[],
  { double, session, foreign }: Scene,
): Promise<Found[]> {
  const args = typeof base === 'function' ? await base(session).catch(() => undefined) : base;
  const found: Found[] = [];
  let before = fingerprint(foreign());
  for (const value of args === undefined ? [] : values) {
    double.requests.length = 0;
    const input = withValue(args ?? {}, leaf, value);
    const answer = await session.call(tool, input);
    const ways: string[] = [];
    if (JSON.stringify([answer.content, answer.structured, answer.meta]).includes(mark)) ways.push('shown');
    for (const { method, path, graphql, text } of double.requests) {
      if (/^\/repos\/octo\/shed(\/|$)/i.test(decodeURIComponent(path))) ways.push(`${method} ${path}`);
      if (graphql !== undefined && /"(repo|name)":"shed"/.test(text)) ways.push(`GraphQL ${graphql.name}`);
    }
    if (double.requests.some(({ method }) => method !== 'GET')) {
      const after = fingerprint(foreign());
      if (after !== before) ways.push('changed');
      before = after;
    }
    if (ways.length > 0) found.push({ attack: `${tool} ${JSON.stringify(input)}`, tool, ways });
  }
  return found;
}

/** Runs all attacks against a server with these flags. */
export async function sweep(
  flags: readonly string[],
  valuesFor: (foreign: Foreign, leaf: Leaf, turn: number) => readonly unknown[],
): Promise<{ found: Found[]; calls: number }> {
  const scene = await startWorld();
  onTestFinished(() => scene.double.close());
  const { double, foreign } = scene;
  foreign();
  const all = ['--toolsets', 'all,legacy,granular', '--no-confirm', ...flags];
  const session = await start(double.url, { token: double.token, flags: all });
  const found: Found[] = [];
  let calls = 0;
  for (const [turn, attack] of (await attacks(session)).entries()) {
    const values = valuesFor(foreign(), attack.leaf, turn);
    found.push(...(await run(attack, values, { double, session, foreign })));
    calls += values.length;
    if (double.requests.some(({ method }) => method !== 'GET')) double.reset();
  }
  return { found, calls };
}
