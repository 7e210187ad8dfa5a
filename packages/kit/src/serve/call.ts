import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { afterDeadline, Deadline } from '../deadline.ts';
import { count } from '../answer/count.ts';
import { ToolError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { Log } from '../log.ts';
import type { ResourceEntry } from '../resource.ts';
import type { Opened, Server } from '../server.ts';
import type { Block, Call, Tool } from '../tool.ts';
import { joinLabels, unlabelled, type Labels } from '../trust.ts';
import { ask, canAnswer } from './ask.ts';
import { confirm, NeedsAnswer, type Agreed, type Asking } from './confirm.ts';
import { failure } from './failure.ts';
import { roomFor } from './budget.ts';
import { withinBudget } from './fit.ts';
import { readQuickly } from './input/quickly.ts';
import { logOf, type RequestContext } from './request.ts';
import { content, rendered, withData, withLinks, type Limits } from './results.ts';
import type { SessionFile } from './session-file.ts';

/** Loads the schema library, and what reads arguments that are not exactly as announced. */
const loadReader = () => import('./input/read.ts');

/** The maximum length of a warning below an answer, in characters. */
const longestWarning = 2_000;

/**
 * The time after its deadline in which a call may still answer, in milliseconds, so that an operation that stops itself
 * can report.
 */
const grace = 1_500;

/** Facts about a client that may be asked. */
export type Client = Omit<Asking, 'always' | 'subject' | 'given'> & { caller: string };

/**
 * The boundary of every tool call: checks the input, runs the handler, checks the output, and is the one place where
 * errors become messages. Never throws.
 */
export async function callTool<Context>(
  tool: Tool<Context>,
  args: unknown,
  context: () => Promise<Context>,
  ctx: RequestContext,
  {
    limits,
    asking,
    log,
    session,
    before,
    normalize,
    explain,
    glossary,
    listing,
  }: {
    limits: Limits;
    asking: Client;
    log: Log;
    session?: SessionFile | undefined;
    before?: Opened<Context>['before'] | undefined;
    normalize?: Opened<Context>['normalize'] | undefined;
    explain?: Server<never, Context>['explain'];
    glossary?: Server<never, Context>['glossary'];
    listing?: Pick<Call, 'offer' | 'relist'> | undefined;
  },
): Promise<CallToolResult | InputRequiredResult> {
  const { signal, abort, release } = scopeOf(ctx);
  const end = new Deadline(limits.timeout * 1000);
  const stopWaiting = afterDeadline(end, () => abort(timedOut(end)), grace);
  const warnings = new Set<string>();
  const warn = (sentence: string) => void warnings.add(sentence);
  const agreed: Agreed = [];
  let data: Readonly<Record<string, unknown>> | undefined;
  let labels: Labels | undefined;
  let links: ResourceEntry[] | undefined;
  let isReading = false;
  /** An error can show a part of what was read, such as the lines near a text that is not there. */
  const noted = async (result: CallToolResult): Promise<CallToolResult> => {
    if (isReading) await session?.note(tool.name, labels ?? unlabelled);
    return result;
  };
  try {
    const meant = normalize !== undefined && isRecord(args) ? normalize(args) : args;
    const read =
      readQuickly(tool, meant) ?? (await loadReader()).readInput(tool, meant, warn, (await glossary?.())?.glossary);
    const { input, confirm: given, digest } = read;
    const confirmed: Call['confirm'] = async (question, about) => {
      const subject = { tool: tool.name, caller: asking.caller, input: digest() };
      confirm(question, { ...asking, always: limits.noConfirm, subject, given }, about, agreed);
    };
    const report = progressOf(ctx);
    const call: Call & { deadline: number } = {
      signal,
      // Not an accessor: an object literal with one gets its own hidden class each time, which outlives the call.
      deadline: end.deadline,
      ...(asking.caller !== '' && { caller: asking.caller }),
      budget: roomFor(limits.budget),
      progress(done, total, message) {
        end.progress(done, message);
        call.deadline = end.deadline;
        report(done, total, message);
      },
      warn,
      confirm: confirmed,
      input,
      digest: () => `${tool.name} ${digest()}`,
      ask: async (questions) => ask(questions, asking.responses ?? {}),
      canAsk: (method, mode) => canAnswer(asking.capabilities, method, mode),
      label: (more) => void (labels = joinLabels(labels, more)),
      earlier: async () => (await session?.others()) ?? [],
      log: logOf(ctx),
      ...listing,
      ...(limits.links && { link: (resource) => void (links ??= []).push(resource) }),
      ...((limits.data !== undefined || tool.alwaysData) && { data: (record) => void (data = record) }),
    };
    const own = await context();
    isReading = true;
    if (before !== undefined) await before(call);
    const answer = await withinBudget(tool, limits.budget, (budget) =>
      tool.handler(input as never, own, budget === call.budget ? call : withBudget(call, budget)),
    );
    // Output is checked by the schemas themselves.
    if (tool.output !== undefined && (tool.render !== undefined || data !== undefined)) await loadReader();
    const told = tool.render
      ? rendered(tool, answer, limits)
      : withData(tool, content(answer as string | Block[], limits), data, limits);
    const result = links === undefined ? told : withLinks(told, links);
    const label = labels ?? unlabelled;
    // Before it is shown: what could not be noted would not count.
    if (session !== undefined) await session.note(tool.name, label);
    return withWarnings({ ...result, _meta: { ...result._meta, ifc: label } }, warnings);
  } catch (error) {
    if (error instanceof NeedsAnswer) return error.question;
    // When the time is over, that is the reason, whatever the handler throws. Cancellation is not an error.
    if (signal.aborted) return failure(tool.name, overBy(signal), log);
    return noted(failure(tool.name, error, log, explain?.(error, { signal }))).catch((unusable: unknown) =>
      failure(tool.name, unusable, log),
    );
  } finally {
    stopWaiting();
    release?.();
  }
}

/** Returns the signal of a call, which the client and the deadline can abort. */
function scopeOf({ mcpReq }: RequestContext): {
  signal: AbortSignal;
  abort(reason: unknown): void;
  release?(): void;
} {
  const { signal } = mcpReq;
  if (mcpReq.abort !== undefined) return { signal, abort: (reason) => mcpReq.abort?.(reason) };
  const scope = new AbortController();
  const over = () => scope.abort(signal.reason);
  signal.addEventListener('abort', over);
  return {
    signal: scope.signal,
    abort: (reason) => scope.abort(reason),
    release: () => signal.removeEventListener('abort', over),
  };
}

/** Returns the call with another budget. Its deadline stays the one that progress extends. */
const withBudget = (call: Call, budget: number): Call =>
  Object.create(call, { budget: { value: budget, enumerable: true } }) as Call;

/** Appends warnings below the answer, so that a text arrives unchanged. */
function withWarnings(result: CallToolResult, warnings: ReadonlySet<string>): CallToolResult {
  const content = [...warnings].map((text) => ({
    type: 'text' as const,
    text: `[warning: ${text.slice(0, longestWarning)}]`,
  }));
  return content.length === 0 ? result : { ...result, content: [...result.content, ...content] };
}

const overBy = ({ reason }: AbortSignal): ToolError =>
  reason instanceof ToolError ? reason : new ToolError('timeout', 'The call was cancelled.');

const timedOut = ({ started, deadline }: Deadline) =>
  new ToolError(
    'timeout',
    `Stopped after ${count(Math.round((deadline - started) / 1000), 'second')} without an answer. Ask for less, or start the server with a longer --timeout.`,
  );

/** Reports progress at most every 200 ms and only upwards, as the protocol requires. */
function progressOf(ctx: RequestContext): Call['progress'] {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => {};
  let last = -1;
  let next = 0;
  return (done, total, message) => {
    const now = Date.now();
    if (done <= last || now < next) return;
    [last, next] = [done, now + 200];
    const params = {
      progressToken,
      progress: done,
      ...(total !== undefined && { total }),
      ...(message !== undefined && { message }),
    };
    ctx.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  };
}
