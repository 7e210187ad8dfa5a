import { ToolError, type Call } from '@mcp-reference/kit';
import { blamed } from './reading.ts';

const formOf = (place: string): string => `GitHub's answer has a form that this tool cannot read (${place})`;

const withoutPart = (place: string, cause?: unknown): ToolError =>
  new ToolError('unavailable', `${formOf(place)}. Ask for other fields, or read it with another tool.`, {
    reason: 'bad_response',
    cause,
  });

/** @throws ToolError `unavailable` for an answer of GitHub that lacks one of the parts */
export function requireParts<T extends object>(data: T, ...parts: (keyof T & string)[]): T {
  const missing = parts.find((part) => data[part] === undefined || data[part] === null);
  if (missing !== undefined) throw withoutPart(missing);
  return data;
}

/** The writes that GitHub has taken, by the signal of their call. */
const written = new WeakMap<AbortSignal, string[]>();

/** Notes that a write has been applied: an answer that cannot be read must not hide it. */
export function noteWritten(call: Pick<Call, 'signal'>, what: string): void {
  const before = written.get(call.signal);
  if (before === undefined) written.set(call.signal, [what]);
  else before.push(what);
}

/**
 * The error for an answer of GitHub that lacks what a tool needs, and for a fault of this server after a write. Undefined for every
 * other error.
 */
export function unreadable(error: unknown, call: Pick<Call, 'signal'>): ToolError | undefined {
  if (error instanceof ToolError) return undefined;
  const place = error instanceof TypeError ? blamed(error, call) : undefined;
  const done = written.get(call.signal);
  if (done === undefined) return place === undefined ? undefined : withoutPart(place, error);
  const what = place === undefined ? 'An error in this server ended the call' : formOf(place);
  return new ToolError(
    'unavailable',
    `${what}, but GitHub has applied what was sent (${done.join('; ')}): look before you send it again.`,
    { reason: 'maybe_applied', retryable: false, cause: error },
  );
}
