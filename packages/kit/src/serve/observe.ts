import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import type { Tool } from '../tool.ts';
import type { RequestContext } from './request.ts';
import { errorCodeKey } from './result-keys.ts';

type Result = CallToolResult | InputRequiredResult;

/** The facts about a tool that are known before its call starts. */
export type CalledTool = Pick<Tool<never>, 'name' | 'annotations'>;

/**
 * Wraps every tool call, for logs and traces.
 * @returns the result of `run`, unchanged.
 */
export type CallObserver = (tool: CalledTool, ctx: RequestContext, run: () => Promise<Result>) => Promise<Result>;

/** Runs a call inside all observers, the first outermost. */
export function observed(
  observers: readonly CallObserver[] | undefined,
  tool: CalledTool,
  ctx: RequestContext,
  call: () => Promise<Result>,
): Promise<Result> {
  if (observers === undefined) return call();
  return observers.reduceRight<() => Promise<Result>>((run, observer) => () => observer(tool, ctx, run), call)();
}

/** Returns the outcome in one word: `ok`, `asked` (it needs an answer first), or the error's code. */
export function outcomeOf(result: Result): string {
  if (result.resultType === 'input_required') return 'asked';
  if (result['isError'] !== true) return 'ok';
  const code = result._meta?.[errorCodeKey];
  return typeof code === 'string' ? code : 'error';
}
