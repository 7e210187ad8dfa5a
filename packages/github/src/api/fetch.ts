import { exchange, type ExchangeRules } from './exchange.ts';
import { exactNumbers } from './json.ts';

/** Response headers of our own: facts about the exchange that a `Response` has no place for. */
export const cutHeader = 'x-mcp-cut';
export const movedHeader = 'x-mcp-moved';

/** The part of `RequestInit` that Octokit sets. */
interface Init {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

const isJson = /^application\/(?:scim\+)?json\b/;
const withoutBody = new Set([204, 205, 304]);

/**
 * Returns the `fetch` that Octokit is given: one origin, redirects followed by rule and without the token elsewhere, a
 * limit of bytes, and whole numbers of more than 53 bits as strings of their digits.
 */
export function boundedFetch(rules: ExchangeRules) {
  return async (url: string, { method, headers, body, signal }: Init): Promise<Response> => {
    const answer = await exchange({ method, url, headers, body, signal }, rules);
    const kept = new Headers(answer.headers);
    kept.delete(movedHeader);
    kept.delete(cutHeader);
    kept.set('content-length', String(answer.body.length));
    if (answer.movedFrom.length > 0) kept.set(movedHeader, '1');
    if (answer.cut) kept.set(cutHeader, '1');
    const bytes = isJson.test(kept.get('content-type') ?? '')
      ? exactNumbers(answer.body.toString('utf8'))
      : new Uint8Array(answer.body);
    return new Response(withoutBody.has(answer.status) ? null : bytes, { status: answer.status, headers: kept });
  };
}
