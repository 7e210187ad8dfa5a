import assert from 'node:assert/strict';
import type { Answer, Session } from './session.ts';

export interface PagesScene {
  /** A server with all toolsets whose answers have at most `budget` characters. */
  session: Session;
  budget: number;
  /** A server over the same things, whose answers hold everything. */
  whole: Session;
  /** Calls whose whole answer is longer than the budget. */
  calls: readonly { tool: string; args: Record<string, unknown> }[];
  /** The tools among them that cannot continue, and say that they left something out. */
  endless?: readonly string[];
}

/** No test needs more. */
const mostPages = 400;

/**
 * Reads long answers as a model does: each page fits into the budget, its first line says how to continue, and the pages
 * together hold every line of the whole answer.
 */
export async function checkPages({ session, budget, whole, calls, endless = [] }: PagesScene): Promise<void> {
  const takes = new Map<string, Set<string>>();
  for (const { name, inputSchema } of (await session.listTools()) as { name: string; inputSchema?: unknown }[]) {
    const { properties = {} } = inputSchema as { properties?: Record<string, unknown> };
    takes.set(name, new Set(Object.keys(properties)));
  }
  for (const call of calls) {
    const what = `${call.tool} ${JSON.stringify(call.args).slice(0, 200)}`;
    const expected = await answered(whole, call, what);
    assert.ok(expected.text.length > budget, `${what}: the whole answer has only ${expected.text.length} characters`);
    const bodies: string[] = [];
    let next: { tool: string; args: Record<string, unknown> } | undefined = call;
    for (let page = 1; next !== undefined; page++) {
      assert.ok(page <= mostPages, `${what}: more than ${mostPages} pages`);
      const { text } = await answered(session, next, `${what}, page ${page}`);
      assert.ok(text.length <= budget, `${what}: page ${page} has ${text.length} characters, over ${budget}`);
      bodies.push(text);
      const [first = ''] = text.split('\n');
      if (endless.includes(call.tool)) {
        assert.match(first, /\bcut\b|left out/i, `${what}: the first line says that something is missing`);
        next = undefined;
      } else next = continuation(first, next, takes);
      if (page === 1 && !endless.includes(call.tool)) assert.ok(next, `${what}: how to continue is not in "${first}"`);
    }
    if (!endless.includes(call.tool)) assert.deepEqual(missingFrom(bodies, expected.text), [], `${what}: lines lost`);
  }
}

async function answered(
  session: Session,
  { tool, args }: { tool: string; args: Record<string, unknown> },
  what: string,
): Promise<Answer> {
  const answer = await session.call(tool, args);
  assert.ok(!answer.isError, `${what}: ${answer.text}`);
  return answer;
}

/** Reads the next call from the first line of an answer: `more with cursor c7`, `continue with offset=5`, or a tool's name before it. */
function continuation(
  first: string,
  { tool, args }: { tool: string; args: Record<string, unknown> },
  takes: ReadonlyMap<string, ReadonlySet<string>>,
): { tool: string; args: Record<string, unknown> } | undefined {
  const way = /\b(?:more|continue|continues) with (.+?)[\].]?$|\b(?:more|continue|continues) with (.+?)[;,\]]/.exec(
    first,
  );
  const text = way?.[1] ?? way?.[2];
  if (text === undefined) return undefined;
  const other = [...takes.keys()].find((name) => first.includes(` ${name} continues with `));
  const next = other ?? tool;
  const given = [...text.matchAll(/\b([A-Za-z_]+)(?:=|: ?| )"?([A-Za-z0-9_.:~-]*[A-Za-z0-9_~-])"?/g)]
    .filter(([, name = '']) => takes.get(next)?.has(name))
    .map(([, name = '', value = '']) => [name, /^\d+$/.test(value) ? Number(value) : value] as const);
  return given.length === 0 ? undefined : { tool: next, args: { ...args, ...Object.fromEntries(given) } };
}

/** Lines of the whole answer that no page has. A page may end within a line. */
function missingFrom(pages: readonly string[], whole: string): string[] {
  const texts = pages.map(withoutMarks);
  const lines = new Set(texts.flatMap((text) => text.split('\n')).map((line) => line.trim()));
  const joined = texts.map((text) => text.slice(text.indexOf('\n') + 1)).join('');
  return withoutMarks(whole)
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => !lines.has(line) && !joined.includes(line));
}

/** Removes the marks around text from outside, which no two answers share. */
const withoutMarks = (text: string): string => text.replaceAll(/\b[0-9a-f]{8}\b/g, '');
