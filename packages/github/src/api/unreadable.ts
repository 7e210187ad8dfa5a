import { ToolError, type Call } from '@mcp-reference/kit';

/** The writes that GitHub has taken, by the signal of their call. */
const written = new WeakMap<AbortSignal, string[]>();

/** Notes that a write has been applied: an answer that cannot be read must not hide it. */
export function noteWritten(call: Pick<Call, 'signal'>, what: string): void {
  const before = written.get(call.signal);
  if (before === undefined) written.set(call.signal, [what]);
  else before.push(what);
}

/**
 * The error for an answer of GitHub that lacks what a tool needs: such a tool reads a property of nothing. Undefined for
 * every other error.
 */
export function unreadable(error: unknown, call: Pick<Call, 'signal'>): ToolError | undefined {
  if (!(error instanceof TypeError)) return undefined;
  const done = written.get(call.signal);
  const form = "GitHub's answer has a form that this tool cannot read";
  if (done === undefined)
    return new ToolError('unavailable', `${form}. Ask for other fields, or read it with another tool.`, {
      reason: 'bad_response',
      cause: error,
    });
  return new ToolError(
    'unavailable',
    `${form}, but GitHub has applied what was sent (${done.join('; ')}): look before you send it again.`,
    { reason: 'maybe_applied', retryable: false, cause: error },
  );
}
