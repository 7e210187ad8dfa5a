import * as z from 'zod/v4';
import { describe, expect, test } from 'vitest';
import { jsonText } from '../src/text-kinds.ts';
import { readQuickly } from '../src/serve/input/quickly.ts';
import { readInput } from '../src/serve/input/read.ts';
import { connectTool, toolOf } from './fixtures.ts';

const tool = {
  ...toolOf(
    {
      path: z.string().optional(),
      content: jsonText(z.string()).optional(),
      paths: z.array(z.string()).max(50).optional(),
      edits: z
        .array(z.object({ oldText: z.string(), newText: z.string(), times: z.number().int().optional() }))
        .optional(),
      ids: z.array(z.number().int()).optional(),
      limit: z.number().int().min(1).max(100).optional(),
      sign: z.string().length(1).optional(),
      ratio: z.number().optional(),
      all: z.boolean().optional(),
      mode: z.enum(['soft', 'mixed', 'hard']).optional(),
      modes: z.array(z.enum(['a', 'b'])).optional(),
      fields: z.record(z.string(), z.number()).optional(),
      note: z.string().nullable().optional(),
      either: z.union([z.number(), z.string()]).optional(),
      params: z.array(z.union([z.string(), z.number(), z.null()])).optional(),
    },
    async (input) => JSON.stringify(input),
  ),
  aliases: { old_string: 'oldText', new_string: 'newText', file: 'path' },
};
const send = async (args: unknown) => (await connectTool(tool)).call('do_it', args);

describe('input with one reading is accepted', () => {
  test.each<[string, unknown, unknown]>([
    ['a JSON list as text', { edits: '[{"oldText":"a","newText":"b"}]' }, { edits: [{ oldText: 'a', newText: 'b' }] }],
    ['a JSON list of texts', { paths: '["a","b"]' }, { paths: ['a', 'b'] }],
    ['one text for a list', { paths: 'src/a.ts' }, { paths: ['src/a.ts'] }],
    ['one object for a list', { edits: { oldText: 'a', newText: 'b' } }, { edits: [{ oldText: 'a', newText: 'b' }] }],
    [
      'one object as text for a list',
      { edits: '{"oldText":"a","newText":"b"}' },
      { edits: [{ oldText: 'a', newText: 'b' }] },
    ],
    ['one number for a list', { ids: 5 }, { ids: [5] }],
    ['one numeric text for a list', { ids: '5' }, { ids: [5] }],
    ['numeric texts in a list', { ids: ['5', 6] }, { ids: [5, 6] }],
    ['a numeric text', { limit: '5', ratio: '-0.5' }, { limit: 5, ratio: -0.5 }],
    [
      'a numeric text inside an object',
      { edits: [{ oldText: 'a', newText: 'b', times: '2' }] },
      { edits: [{ oldText: 'a', newText: 'b', times: 2 }] },
    ],
    ['a boolean text', { all: 'true' }, { all: true }],
    ["Python's boolean", { all: 'False' }, { all: false }],
    ['null for what is optional', { path: null, limit: null, paths: null }, {}],
    ['null where null is a value', { note: null, params: [null, '5', 5] }, { note: null, params: [null, '5', 5] }],
    ['an object as text', { fields: '{"a":"1"}' }, { fields: { a: 1 } }],
    ['another case of a choice', { mode: 'HARD', modes: 'A' }, { mode: 'hard', modes: ['a'] }],
    [
      'another spelling of a name',
      { Path: 'a', edits: [{ old_text: 'a', 'new-text': 'b' }] },
      { path: 'a', edits: [{ oldText: 'a', newText: 'b' }] },
    ],
    [
      'an alias, also inside',
      { file: 'a', edits: [{ old_string: 'a', new_string: 'b' }] },
      { path: 'a', edits: [{ oldText: 'a', newText: 'b' }] },
    ],
  ])('%s', async (_name, given, read) => {
    const answer = await send(given);
    expect(answer).toMatchObject({ isError: false });
    expect(JSON.parse(answer.text)).toEqual(read);
  });

  test('the content of a JSON file that a host parsed, and the answer says so', async () => {
    const { text } = await send({ content: { a: [1, 'x'] } });
    expect(text).toContain(JSON.stringify({ content: '{\n  "a": [\n    1,\n    "x"\n  ]\n}\n' }));
    expect(text).toMatch(/\[warning: "content" arrived as a JSON value and not as text/);
  });
});

describe('valid input is never changed', () => {
  test.each<[string, unknown]>([
    ['texts that look like other things', { path: '5', content: '[1]', note: 'null' }],
    ['texts in lists', { paths: ['[a]', 'true', '5', ''] }],
    ['what both sides of a union take', { either: '5', params: ['true', '[1]'] }],
    ['texts with white space', { path: ' a ', content: '\n' }],
    ['a pattern', { paths: ['[0]'] }],
  ])('%s', async (_name, given) => {
    expect(JSON.parse((await send(given)).text)).toEqual(given);
  });

  test('a pattern that is JSON by accident is one text', async () => {
    expect(JSON.parse((await send({ paths: '[0]' })).text)).toEqual({ paths: ['[0]'] });
    expect(JSON.parse((await send({ paths: '[slug]/page.tsx' })).text)).toEqual({ paths: ['[slug]/page.tsx'] });
  });
});

describe('what is wrong or ambiguous is refused, in words', () => {
  test.each<[unknown, string]>([
    [{ paths: 'a,b' }, '"paths" must be a list: "a,b" could be one item or several. Write ["…"] or ["…", "…"].'],
    [{ paths: '' }, '"paths" must be a list of at most 50 strings, not "".'],
    [{ limit: 'many' }, '"limit" must be a whole number from 1 to 100, not "many".'],
    [{ limit: '5.5' }, '"limit" must be a whole number from 1 to 100, not 5.5.'],
    [{ limit: '12345678901234567890' }, '"limit" must be a whole number from 1 to 100, not "12345678901234567890".'],
    [{ limit: true }, '"limit" must be a whole number from 1 to 100, not true.'],
    [{ all: 'yes' }, '"all" must be true or false, not "yes".'],
    [{ all: 1 }, '"all" must be true or false, not 1.'],
    [{ path: 5 }, '"path" must be a string, not 5. Write it in quotes: "5".'],
    [
      { path: { a: 1 } },
      '"path" must be a string, not an object. Send the text itself: JSON has to be written as a string.',
    ],
    [{ sign: '::' }, '"sign" must have exactly 1 character, not "::".'],
    [{ mode: 'sofd' }, '"mode" must be one of "soft", "mixed", "hard", not "sofd". Did you mean "soft"?'],
    [{ edits: [{ oldText: 'a' }] }, 'Missing argument "edits.0.newText" (string).'],
    [
      { edits: '[{"oldText":"a"' },
      '"edits" must be a list of objects with oldText, newText, times, not "[{\\"oldText\\":\\"a\\"".',
    ],
    [
      { edits: [{ oldText: 'a', newText: 'b', time: 1 }] },
      'Unknown argument "edits.0.time". Did you mean "edits.0.times"? "edits.0" takes: oldText, newText, times.',
    ],
    [{ path: 'a', file: 'b' }, '"file" is another name for "path"; give only one of them.'],
    [{ fields: [1] }, '"fields" must be an object, not a list.'],
    [{ 'pa\u202eth': 1 }, 'Unknown argument "pa\\u202eth". Did you mean "path"?'],
  ])('%j', async (given, told) => {
    const answer = await send(given);
    expect(answer).toMatchObject({ isError: true, code: 'invalid' });
    expect(answer.text).toContain(told);
    expect(answer.text).not.toMatch(/Invalid input|undefined|expected/);
  });

  test.each([
    ['email', 'ann at home', '"email" must be a valid email, not "ann at home".'],
    ['digits', 'x', '"digits" must match /^\\d+$/, not "x".'],
    ['own', 'x', '"own" is wrong: Write it as name@host, not "x".'],
    ['start', 'x', '"start" must start with "a", not "x".'],
  ])('a text in another format: %s', async (key, given, told) => {
    const tool = toolOf(
      {
        email: z.email().optional(),
        digits: z.string().regex(/^\d+$/).optional(),
        own: z.string().regex(/@/, 'Write it as name@host.').optional(),
        start: z.string().startsWith('a').optional(),
      },
      async () => 'done',
    );
    const { call } = await connectTool(tool);
    expect((await call('do_it', { [key]: given })).text).toBe(told);
  });

  test('many faults are described in few words', async () => {
    const { text } = await send({ ids: Array.from({ length: 1_000 }, () => 'x') });
    expect(text).toContain('995 more of the arguments are wrong.');
    expect(text.length).toBeLessThan(600);
  });

  test('a huge list is refused before the schema looks at it', async () => {
    const answer = await send({ ids: Array.from({ length: 150_000 }, () => 'x') });
    expect(answer).toMatchObject({
      code: 'too_large',
      text: 'The arguments have a list of more than 100,000 items. Split the work over several calls.',
    });
    const text = await send({ ids: JSON.stringify(Array.from({ length: 150_000 }, () => 1)) });
    expect(text).toMatchObject({ code: 'too_large' });
    let deep: unknown = 1;
    for (let i = 0; i < 100; i++) deep = [deep];
    expect(await send({ edits: deep })).toMatchObject({ code: 'too_large' });
    const keys = Object.fromEntries(Array.from({ length: 6_000 }, (_, i) => [`k${i}`, 1]));
    expect(await send({ fields: keys })).toMatchObject({ code: 'too_large' });
  });

  test('many keys are refused by their number alone', () => {
    let looks = 0;
    const counted = (length: number) =>
      new Proxy(Object.fromEntries(Array.from({ length }, (_, i) => [`k${i}`, 1])), {
        get: (keys, name) => (looks++, Reflect.get(keys, name) as unknown),
      });
    expect(readQuickly(tool, counted(6_000))).toBeUndefined();
    expect(() => readInput(tool, counted(6_000), () => {})).toThrow(/an object of more than 5,000 keys/);
    expect(looks).toBe(0);
    // Control: a few unknown keys are looked at, and named.
    expect(() => readInput(tool, counted(2), () => {})).toThrow(/Unknown argument/);
    expect(looks).toBeGreaterThan(0);
  });
});
