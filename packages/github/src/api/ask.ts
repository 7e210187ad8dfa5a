import { ToolError } from '@mcp-reference/kit';
import { exchange } from './exchange.ts';
import { parseExactly } from './json.ts';
import { isRecord } from './scope.ts';

/** A request for signing in, which carries its own proof or none. */
export interface Question {
  url: string;
  body: Readonly<Record<string, string>>;
  /** Such as a signed statement of an App. */
  bearer?: string;
  userAgent: string;
  signal: AbortSignal;
}

/**
 * Asks the host that signs in. It answers in JSON, failures too.
 * @throws ToolError `unavailable` when it cannot be reached or answers something else
 */
export async function ask({
  url,
  body,
  bearer,
  userAgent,
  signal,
}: Question): Promise<{ status: number; data: Record<string, unknown> }> {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': userAgent,
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
  };
  try {
    const answer = await exchange(
      { method: 'POST', url, headers, body: JSON.stringify(body), signal },
      { origin: new URL(url).origin, most: 1_000_000, over: 'refuse', elsewhere: false, follow: false },
    );
    const data = parseExactly(answer.body.toString('utf8'));
    if (isRecord(data)) return { status: answer.status, data };
  } catch (error) {
    if (error instanceof ToolError) throw error;
    signal.throwIfAborted();
    throw new ToolError('unavailable', 'GitHub cannot be reached to sign in. Check the network, then try again.', {
      reason: 'network',
      cause: error,
    });
  }
  throw new ToolError('unavailable', 'GitHub answered the sign-in with something else than JSON.', {
    reason: 'bad_response',
  });
}
