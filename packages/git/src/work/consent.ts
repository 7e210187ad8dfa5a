import { createHash } from 'node:crypto';
import type { Call } from '@mcp-reference/kit';

/**
 * Asks the user before what loses work or changes a remote. Where the host cannot ask, the call is to come again with a token
 * that stands for exactly this consequence in exactly this state: a changed repository makes another one.
 * @param state What the consequence was computed from, such as object ids.
 */
export async function consent(
  call: Call,
  question: string,
  state: readonly string[],
  token?: string | undefined,
): Promise<void> {
  const expected = createHash('sha256')
    .update(JSON.stringify([question, state]))
    .digest('hex')
    .slice(0, 10);
  const stale =
    token !== undefined && token !== expected
      ? ' The token that was given is for another state of the repository.'
      : '';
  await call.confirm(question, {
    given: token === expected,
    how: `${stale}If that is wanted, call again with confirm: "${expected}".`,
  });
}

/** Some of many names, for a question that a person reads. */
export const some = (names: readonly string[], most = 8): string =>
  names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
