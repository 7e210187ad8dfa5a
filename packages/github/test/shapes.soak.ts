import { soakLength } from '@mcp-reference/kit/testing';
import { expect, test } from 'vitest';
import { reads } from './contract/reads/index.ts';
import { everyTool } from './kinds/table.ts';

// Each part of each answer of GitHub, left out or null: no reader crashes, or shows a value that is missing.

const whole = everyTool();
const faulty = /\b(?:undefined|null|NaN|Invalid Date)\b|\[object |inside the server/;
type Part = readonly (string | number)[];

/** The parts of an answer, of lists the first item. */
function* partsOf(value: unknown, at: Part = []): Generator<Part> {
  if (typeof value !== 'object' || value === null || at.length > 9) return;
  const entries = Array.isArray(value) ? value.slice(0, 1).entries() : Object.entries(value);
  for (const [key, inner] of entries) {
    // Addresses are many, and read alike.
    if (typeof key === 'string' && /(?<!html)_url$|^_links$|^node_id$/.test(key)) continue;
    if (typeof key === 'string') yield [...at, key];
    yield* partsOf(inner, [...at, key]);
  }
}

function without(body: string, part: Part, how: 'null' | 'gone'): string {
  const data: unknown = JSON.parse(body);
  let holder = data as Record<string | number, unknown>;
  for (const key of part.slice(0, -1)) holder = holder[key] as typeof holder;
  const last = part.at(-1) ?? '';
  if (how === 'null') holder[last] = null;
  else delete holder[last];
  return JSON.stringify(data);
}

const unquoted = (text: string): string =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(/<<<([0-9a-f]{8})\n[^]*?\n\1>>>/g, '');

test.each(reads)('$tool $args reads answers with a part missing', async ({ tool, args }) => {
  const { double, session } = whole;
  double.reset();
  const given = typeof args === 'function' ? await args(session) : args;
  const bodies: string[] = [];
  double.fail({}, { kind: 'change', body: (body) => (bodies.push(body), body) });
  const usual = await session.call(tool, given);
  if (faulty.test(unquoted(usual.text))) throw new Error(`The whole answer is faulty: ${usual.text}`);
  const wrong: string[] = [];
  let step = 0;
  for (const [index, body] of bodies.entries()) {
    if (!/^[[{]/.test(body)) continue;
    for (const part of partsOf(JSON.parse(body)))
      for (const how of ['null', 'gone'] as const) {
        if (step++ % soakLength(1, 29) !== 0) continue;
        double.reset();
        let count = 0;
        double.fail({}, { kind: 'change', body: (one) => (count++ === index ? without(one, part, how) : one) });
        const { text } = await session.call(tool, given);
        // GitHub names the type of a variable that it was given without a value.
        const found = faulty.exec(unquoted(text).replaceAll(/of non-null type .*/g, ''));
        if (found) wrong.push(`${how} ${part.join('.')}: ${text.slice(0, 200)}`);
      }
  }
  expect(wrong).toEqual([]);
});
