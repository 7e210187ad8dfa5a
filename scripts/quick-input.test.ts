import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { serverIn } from '../packages/kit/src/generate/index.ts';
import { loadTools } from '../packages/kit/src/toolsets.ts';
import { announce } from '../packages/kit/src/serve/announce.ts';
import { readQuickly } from '../packages/kit/src/serve/input/quickly.ts';
import { readInput } from '../packages/kit/src/serve/input/read.ts';
import { quickOf } from '../packages/kit/src/schema/quick.ts';
import { inputOf } from '../packages/kit/src/serve/input/read.ts';

const root = path.dirname(import.meta.dirname);

/** Values of every kind, many of which no argument accepts. */
const values: readonly unknown[] = [
  '',
  'a',
  'true',
  '5',
  'all',
  '["a"]',
  'x'.repeat(300),
  0,
  1,
  100,
  -1,
  1.5,
  1e9,
  2 ** 53,
  true,
  false,
  null,
  [],
  {},
  ['a', 'b'],
  [1],
  [['a']],
  [{}],
  { path: 'a' },
  [{ path: 'a', content: 'b' }],
];

/** A small generator that repeats (mulberry32). */
function random(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let t = Math.imul(at ^ (at >>> 15), 1 | at);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Json {
  type?: string;
  enum?: readonly unknown[];
  items?: Json;
  properties?: Readonly<Record<string, Json>>;
  required?: readonly string[];
  minimum?: number;
}

/** Returns a value that a JSON schema accepts. */
function valid(schema: Json, next: () => number): unknown {
  if (schema.enum) return schema.enum[Math.floor(next() * schema.enum.length)];
  switch (schema.type) {
    case 'string':
      return ['a', 'src/a.ts', 'é\u200b', 'a b'][Math.floor(next() * 4)];
    case 'boolean':
      return next() < 0.5;
    case 'integer':
    case 'number':
      return (schema.minimum ?? 0) + Math.floor(next() * 5);
    case 'array':
      return Array.from({ length: 1 + Math.floor(next() * 2) }, () => valid(schema.items ?? {}, next));
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
          schema.required?.includes(name) || next() < 0.5 ? [[name, valid(part, next)]] : [],
        ),
      );
    default:
      return 'a';
  }
}

const attempt = (act: () => { input: unknown; confirm: string | undefined; digest(): string }) => {
  try {
    const { input, confirm, digest } = act();
    return { input, confirm, digest: digest() };
  } catch (error) {
    return String(error);
  }
};

describe.each(['filesystem', 'sqlite', 'git', 'github', 'template', 'template-api'])('%s', (name) => {
  test('reads arguments without the schema library as it does with it', { timeout: 60_000 }, async () => {
    const { toolsets } = await serverIn(path.join(root, 'packages', name));
    const tools = await loadTools(toolsets);
    let accepted = 0;
    let refused = 0;
    for (const { tool } of tools) {
      const schema = announce(tool).inputSchema as Json;
      const names = [...Object.keys(schema.properties ?? {}), 'unknown', '__proto__', 'confirm'];
      const next = random(tool.name.length);
      for (let round = 0; round < 60; round++) {
        const given = valid(schema, next) as Record<string, unknown>;
        for (let change = round % 3; change > 0; change--) {
          const key = names[Math.floor(next() * names.length)] ?? '';
          const value = values[Math.floor(next() * values.length)];
          Object.defineProperty(given, key, { value, enumerable: true, configurable: true, writable: true });
        }
        const quick = readQuickly(tool, given);
        const slow = attempt(() => readInput(tool, structuredClone(given), () => {}));
        if (quick !== undefined) {
          // A position in a cursor is read with the library.
          expect(given).not.toHaveProperty('cursor');
          expect(given).not.toHaveProperty('after');
          accepted++;
          expect(
            attempt(() => quick),
            `${tool.name} ${JSON.stringify(given)}`,
          ).toStrictEqual(slow);
        } else {
          refused++;
          // What the schema accepts as it is needs no second reading.
          const needsLibrary =
            quickOf(tool.input) === undefined || 'cursor' in given || 'after' in given || 'confirm' in given;
          const isValid = !needsLibrary && inputOf(tool).safeParse(given).success;
          expect(isValid && typeof slow !== 'string', `${tool.name} ${JSON.stringify(given)}`).toBe(false);
        }
      }
    }
    // Of valid arguments many have a cursor, which is read with the library.
    expect(accepted).toBeGreaterThan(tools.length * 4);
    expect(refused).toBeGreaterThan(0);
  });
});
