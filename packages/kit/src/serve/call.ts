import { randomUUID } from 'node:crypto';
import type { CallToolResult, ContentBlock, InputRequiredResult } from '@modelcontextprotocol/server';
import { afterDeadline, Deadline } from '../deadline.ts';
import { ToolError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Opened, Server } from '../server.ts';
import type { Block, Call, Tool } from '../tool.ts';
import { joinLabels, unlabelled, type Labels } from '../trust.ts';
import { ask, canAnswer } from './ask.ts';
import type { Budget } from './budget.ts';
import { confirm, NeedsAnswer, type Agreed, type Asking } from './confirm.ts';
import { withinBudget } from './fit.ts';
import { readQuickly } from './input/quickly.ts';
import type { RequestContext } from './request.ts';
import { confirmKey, errorCodeKey, reasonKey, retryableKey, retryAfterKey } from './result-keys.ts';
import type { SessionFile } from './session-file.ts';

export interface Limits {
  budget: Budget;
  /** Seconds. */
  timeout: number;
  noConfirm: boolean;
  /** Data beside the text: `announced` if the client was promised it, `shown` if a view shows it. */
  data?: 'announced' | 'shown' | undefined;
}

/** Loads the schema library, and what reads arguments that are not exactly as announced. */
const loadReader = () => import('./input/read.ts');

/** Characters allowed on top of the budget, for a header with a cursor, which can contain the longest possible path. */
const header = 8_000;

/**
 * Characters that an image, a sound or a binary resource counts for. Its base64 is not text for the model: hosts pass
 * it on as media or write it to a file, and an image costs at most about 1,600 tokens.
 */
const mediaCost = 4_000;

/** The maximum length of an error, in characters. Input is not echoed at length. */
const mostMessage = 20_000;

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
    explain,
    listing,
  }: {
    limits: Limits;
    asking: Client;
    log: Log;
    session?: SessionFile | undefined;
    before?: Opened<Context>['before'] | undefined;
    explain?: Server<never, Context>['explain'];
    listing?: Pick<Call, 'offer' | 'relist'> | undefined;
  },
): Promise<CallToolResult | InputRequiredResult> {
  const scope = new AbortController();
  const end = new Deadline(limits.timeout * 1000);
  const stopWaiting = afterDeadline(end, () => scope.abort(timedOut(end)), grace);
  const over = () => scope.abort(ctx.mcpReq.signal.reason);
  ctx.mcpReq.signal.addEventListener('abort', over);
  const warnings = new Set<string>();
  const warn = (sentence: string) => void warnings.add(sentence);
  const agreed: Agreed = [];
  let data: Readonly<Record<string, unknown>> | undefined;
  let labels: Labels | undefined;
  try {
    const read = readQuickly(tool, args) ?? (await loadReader()).readInput(tool, args, warn);
    const { input, confirm: given, digest } = read;
    const confirmed: Call['confirm'] = async (question, about) => {
      const subject = { tool: tool.name, caller: asking.caller, input: digest() };
      confirm(question, { ...asking, always: limits.noConfirm, subject, given }, about, agreed);
    };
    const report = progressOf(ctx);
    const call: Call = {
      signal: scope.signal,
      get deadline() {
        return end.deadline;
      },
      ...(asking.caller !== '' && { caller: asking.caller }),
      budget: limits.budget.characters,
      progress(done, total, message) {
        end.progress(done, message);
        report(done, total, message);
      },
      warn,
      confirm: confirmed,
      ask: async (questions) => ask(questions, asking.responses ?? {}),
      canAsk: (method, mode) => canAnswer(asking.capabilities, method, mode),
      label: (more) => void (labels = joinLabels(labels, more)),
      earlier: async () => (await session?.others()) ?? [],
      log: logOf(ctx),
      ...listing,
      ...(limits.data !== undefined && { data: (record) => void (data = record) }),
    };
    const own = await context();
    await before?.(call);
    const answer = await withinBudget(tool, limits.budget, (budget) =>
      tool.handler(input as never, own, budget === call.budget ? call : withBudget(call, budget)),
    );
    // Output is checked by the schemas themselves.
    if (tool.output !== undefined && (tool.render !== undefined || data !== undefined)) await loadReader();
    const result = tool.render
      ? rendered(tool, answer, limits)
      : withData(tool, content(answer as string | Block[], limits), data, limits);
    const label = labels ?? unlabelled;
    // Before it is shown: what could not be noted would not count.
    await session?.note(tool.name, label);
    return withWarnings({ ...result, _meta: { ...result._meta, ifc: label } }, warnings);
  } catch (error) {
    if (error instanceof NeedsAnswer) return error.question;
    // When the time is over, that is the reason, whatever the handler throws. Cancellation is not an error.
    if (scope.signal.aborted) return failure(tool.name, overBy(scope.signal), log);
    return failure(tool.name, error, log, explain?.(error, { signal: scope.signal }));
  } finally {
    stopWaiting();
    ctx.mcpReq.signal.removeEventListener('abort', over);
  }
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
    `Stopped after ${Math.round((deadline - started) / 1000)} seconds without an answer. Ask for less, or start the server with a longer --timeout.`,
  );

function rendered(
  tool: Tool<never>,
  answer: unknown,
  { budget: { characters: maxOutput }, data: wanted }: Limits,
): CallToolResult {
  // Fields that the schema does not name are never sent, whatever a handler returns.
  const data = tool.output?.parse(answer) as Record<string, unknown>;
  const text = tool.render?.(data as never) ?? JSON.stringify(data);
  if (text.length > maxOutput) {
    throw new ToolError(
      'too_large',
      `The answer has ${text.length} characters, over the limit of ${maxOutput}; ask for less with "limit".`,
    );
  }
  return { content: [{ type: 'text', text }], ...(wanted !== undefined && { structuredContent: data }) };
}

/** @throws Error when a handler does not give the data that `tools/list` announced. */
function withData(
  { name, output }: Tool<never>,
  result: CallToolResult,
  data: Readonly<Record<string, unknown>> | undefined,
  { data: wanted }: Limits,
): CallToolResult {
  if (wanted === undefined) return result;
  if (data !== undefined) return { ...result, structuredContent: output === undefined ? data : output.parse(data) };
  if (wanted === 'announced') throw new Error(`${name} gave no data.`);
  return result;
}

function content(answer: string | Block[], { budget: { characters: maxOutput } }: Limits): CallToolResult {
  const blocks: Block[] = typeof answer === 'string' ? [{ type: 'text', text: answer }] : answer;
  const length = blocks.reduce((sum, block) => sum + ('text' in block ? block.text.length : mediaCost), 0);
  // Operations cut where they read; this only guards against one that does not.
  if (length > maxOutput + header) {
    throw new ToolError(
      'too_large',
      `The answer has ${length} characters, over the limit of ${maxOutput}; ask for less.`,
    );
  }
  return { content: blocks.map(toContent) };
}

export function toContent(block: Block): ContentBlock {
  if (block.type !== 'resource') return block;
  const { uri, mimeType } = block;
  return {
    type: 'resource',
    resource: 'text' in block ? { uri, mimeType, text: block.text } : { uri, mimeType, blob: block.data },
  };
}

function failure(tool: string, error: unknown, log: Log, explained?: ToolError): CallToolResult {
  if (explained !== undefined) log.error('unexpected error', { what: tool, error });
  return explained === undefined ? refused(tool, error, log) : refused(tool, explained, log);
}

function refused(tool: string, error: unknown, log: Log): CallToolResult {
  if (error instanceof ToolError) {
    log.debug('call refused', { tool, code: error.code, reason: error.message });
    const { code, reason, retryable, retryAfter, confirm } = error;
    return failed(error.message.slice(0, mostMessage), {
      [errorCodeKey]: code,
      ...(reason !== undefined && { [reasonKey]: reason }),
      [retryableKey]: retryable,
      ...(retryAfter !== undefined && { [retryAfterKey]: retryAfter }),
      ...(confirm !== undefined && { [confirmKey]: confirm }),
    });
  }
  return failed(neutral(tool, error, log), { [errorCodeKey]: 'internal', [retryableKey]: false });
}

const failed = (text: string, _meta: Record<string, unknown>): CallToolResult => ({
  isError: true,
  content: [{ type: 'text', text }],
  _meta,
});

/** Logs an unexpected error and returns a neutral message with its log id. */
export function neutral(what: string, error: unknown, log: Log): string {
  const id = randomUUID().slice(0, 8);
  log.error('internal error', { id, what, error });
  return `${what} failed inside the server; this is not about your arguments. The server's log has the details under ${id}.`;
}

/** Sends log messages to the client. The SDK drops those that the client did not ask for. */
export function logOf(ctx: RequestContext): Call['log'] {
  return (level, message) => void ctx.mcpReq.log(level, message).catch(() => {});
}

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
