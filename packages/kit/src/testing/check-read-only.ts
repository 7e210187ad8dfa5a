import assert from 'node:assert/strict';
import type { Options } from '../options.ts';
import type { Server } from '../server.ts';
import { loadTools } from '../toolsets.ts';
import type { Answer, Session } from './session.ts';

const labels = /^{"integrity":"(?:un)?trusted","confidentiality":"(?:public|private)"}$/;

export interface ReadOnlyScene {
  /** A server that was started with `--read-only` and all toolsets. */
  session: Session;
  /** Calls of every tool, those that write included. A tool may be called several times. */
  calls: readonly { tool: string; args: Record<string, unknown> }[];
  /** Everything that a tool of the server could change: files, tables, references, requests that were received. */
  state(): unknown;
  /** A change as one of the tools would make it. The check fails if `state` does not notice it. */
  change(): unknown;
}

/**
 * Calls every tool of a server that was started with `--read-only`: those that read answer, those that write are
 * refused, and nothing changes.
 */
export async function checkReadOnly<O extends Options, Context>(
  server: Server<O, Context>,
  { session, calls, state, change }: ReadOnlyScene,
): Promise<void> {
  const tools = await loadTools(server.toolsets);
  const answered = new Set<string>();
  const before = await state();
  for (const { tool, args } of calls) {
    const answer = await session.call(tool, args).catch((error: unknown) => String(error));
    const what = `${tool} ${JSON.stringify(args).slice(0, 200)}: ${textOf(answer)}`;
    if (tools.find(({ name }) => name === tool)?.annotations.readOnlyHint !== true) assertRefused(answer, what);
    else if (typeof answer !== 'string' && !answer.isError) {
      answered.add(tool);
      assert.match(JSON.stringify(answer.meta['ifc']), labels, `${what}: labelled`);
    }
    assert.deepEqual(await state(), before, what);
  }
  const reading = tools.filter(({ annotations }) => annotations.readOnlyHint).map(({ name }) => name);
  assert.deepEqual(
    reading.filter((name) => !answered.has(name)),
    [],
    'tools that only read and never answered',
  );
  const writing = tools.filter(({ annotations }) => !annotations.readOnlyHint).map(({ name }) => name);
  assert.deepEqual(
    writing.filter((name) => !calls.some(({ tool }) => tool === name)),
    [],
    'tools that write and were never called',
  );
  await change();
  assert.notDeepEqual(await state(), before, 'a change is noticed');
}

function assertRefused(answer: Answer | string, what: string): void {
  assert.match(textOf(answer), /read-only|not offered|started without --write/i, what);
  assert.ok(typeof answer === 'string' || answer.isError, what);
}

const textOf = (answer: Answer | string): string => (typeof answer === 'string' ? answer : answer.text);
