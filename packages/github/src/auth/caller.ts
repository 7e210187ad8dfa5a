import { ToolError, type Secret } from '@mcp-reference/kit';
import type { Credentials } from '../api/credentials.ts';
import type { Transport } from '../api/transport.ts';

/**
 * The form of GitHub's tokens for its API. Anything else is a credential for another service, and nothing of GitHub's
 * to see. GitHub also stops listening to an address from which many wrong ones come.
 * @see https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
 */
const form = /^(?:(?:gh[opsu]_|github_pat_)[\w.-]{16,}|[\da-f]{40})$/;

/** Milliseconds that GitHub has to say whether it knows a token. */
const patience = 10_000;

/**
 * A caller's own token: the only one that is sent for this caller, and another one is never looked for.
 * @throws ToolError `denied` for what is no token of GitHub's
 */
export function callerCredentials(token: Secret): Credentials {
  if (!form.test(token.reveal()))
    throw new ToolError('denied', 'This is not a GitHub token: send your own, such as github_pat_… or ghp_….');
  return { renewable: false, ofCaller: true, token: async () => token };
}

/**
 * Asks GitHub whether it knows the token, by the one question that every token may ask and that costs no quota.
 * @throws ToolError `denied` when it does not, `unavailable` or `timeout` when it cannot say
 */
export async function checkToken(transport: Transport): Promise<void> {
  const call = { signal: new AbortController().signal, deadline: Date.now() + patience, warn() {} };
  try {
    await transport.send({ route: 'GET /rate_limit', params: {}, follow: false }, call);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    // A server of one's own on which nothing is limited says so to those whom it knows.
    if (error.reason === 'not_found' && transport.host.kind === 'server') return;
    if (error.code !== 'denied' || error.reason === 'unauthorized') throw error;
    // Refused for another reason than the token, such as too many wrong ones before.
    throw new ToolError('unavailable', error.message, { reason: 'forbidden', retryAfter: 60, cause: error });
  }
}
