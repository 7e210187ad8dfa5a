import { count, ToolError } from '@mcp-reference/kit';
import { isRecord } from './scope.ts';

/** Seconds that GitHub asks for where it says nothing. */
const unsaid = 60;

/** The limit that a request counts against, by GitHub's name. */
export function bucketOf(url: string): string {
  const { pathname } = new URL(url);
  if (pathname.endsWith('/graphql')) return 'graphql';
  if (pathname.includes('/search/code')) return 'code_search';
  return pathname.includes('/search/') ? 'search' : 'core';
}

/** A limit that an answer reports, and the seconds until it ends. */
export interface Limited {
  reason: 'rate_limited' | 'secondary_rate_limited';
  seconds: number;
}

/**
 * Reads a refusal. A secondary limit comes as 403 or 429 with quota left and often without any header; an exhausted
 * quota says 0 remaining.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function limitOf(status: number, headers: Headers, message: string): Limited | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const after = secondsIn(headers.get('retry-after'));
  if (/secondary rate limit|abuse detection/i.test(message))
    return { reason: 'secondary_rate_limited', seconds: after ?? unsaid };
  if (headers.get('x-ratelimit-remaining') === '0')
    return { reason: 'rate_limited', seconds: after ?? untilReset(headers) };
  if (after !== undefined) return { reason: 'secondary_rate_limited', seconds: after };
  return status === 429 ? { reason: 'rate_limited', seconds: unsaid } : undefined;
}

/** GraphQL says it in a body of status 200. */
export function graphqlLimitOf(headers: Headers, data: unknown): Limited | undefined {
  const errors: unknown[] = isRecord(data) && Array.isArray(data['errors']) ? data['errors'] : [];
  const limited = errors.some((error) => isRecord(error) && String(error['type']).startsWith('RATE_LIMIT'));
  return limited ? { reason: 'rate_limited', seconds: untilReset(headers) } : undefined;
}

/** By the server's own clock where it tells it: ours may be wrong. */
function untilReset(headers: Headers): number {
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  const date = Date.parse(headers.get('date') ?? '');
  if (!Number.isFinite(reset)) return unsaid;
  const now = Number.isNaN(date) ? Date.now() : date;
  return Math.max(1, Math.ceil(reset - now / 1000));
}

function secondsIn(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : undefined;
}

/** Remembers which limits are in force: asking again before they end prolongs them. */
export class Limits {
  readonly #ends = new Map<string, { at: number; reason: Limited['reason'] }>();

  /** A secondary limit stops everything of that token, another only its own kind of requests. */
  met(token: string, bucket: string, { reason, seconds }: Limited): ToolError {
    const key = reason === 'secondary_rate_limited' ? token : `${token} ${bucket}`;
    this.#ends.set(key, { at: Date.now() + seconds * 1000, reason });
    return limitError(reason, seconds);
  }

  /** @throws ToolError `unavailable` while a limit is in force, without a request. */
  check(token: string, bucket: string): void {
    for (const key of [token, `${token} ${bucket}`]) {
      const known = this.#ends.get(key);
      if (known === undefined) continue;
      const seconds = Math.ceil((known.at - Date.now()) / 1000);
      if (seconds > 0) throw limitError(known.reason, seconds);
      this.#ends.delete(key);
    }
  }
}

function limitError(reason: Limited['reason'], seconds: number): ToolError {
  const what =
    reason === 'rate_limited'
      ? 'The quota of requests to GitHub is used up'
      : 'GitHub limits requests that come too fast (secondary rate limit)';
  const when = new Date(Date.now() + seconds * 1000).toISOString().slice(11, 19);
  return new ToolError(
    'unavailable',
    `${what}. Try again in ${count(seconds, 'second')} (${when} UTC); earlier calls are not sent.`,
    {
      reason,
      retryAfter: seconds,
    },
  );
}
