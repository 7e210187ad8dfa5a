import { createHash } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import type { Token } from '../world/world.ts';
import type { Reply } from './reply.ts';

/** Requests in an hour, as GitHub counts them for a user's token and for nobody. */
const limits = { token: 5000, anonymous: 60 };

/** Counts requests a token, in windows of an hour of the real clock: that is the clock that callers wait by. */
export class RateLimits {
  readonly #used = new Map<string, { used: number; reset: number }>();

  /** Counts one request, and says what the headers tell about it. */
  count(token: string | undefined, resource: string): Record<string, string> {
    const limit = token === undefined ? limits.anonymous : limits.token;
    const window = this.look(token, resource);
    window.used++;
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(limit - window.used, 0)),
      'x-ratelimit-used': String(window.used),
      'x-ratelimit-reset': String(window.reset),
      'x-ratelimit-resource': resource,
    };
  }

  /** The answer of `/rate_limit`. */
  left(token: string | undefined, resource: string): JsonObject {
    const limit = token === undefined ? limits.anonymous : limits.token;
    const { used, reset } = this.look(token, resource);
    return { limit, used, remaining: Math.max(limit - used, 0), reset };
  }

  look(token: string | undefined, resource: string): { used: number; reset: number } {
    const key = `${token ?? ''} ${resource}`;
    const now = Math.floor(Date.now() / 1000);
    let window = this.#used.get(key);
    if (window === undefined || window.reset <= now) this.#used.set(key, (window = { used: 0, reset: now + 3600 }));
    return window;
  }
}

/** Differs by token, as GitHub's do. */
export function etag(body: Buffer, token: string | undefined): string {
  return `W/"${createHash('sha256')
    .update(token ?? '')
    .update(body)
    .digest('hex')}"`;
}

/** The pages around this one, as GitHub links them. */
export function link(url: URL, { page, perPage, total, after }: NonNullable<Reply['paging']>): string | undefined {
  const last = Math.max(Math.ceil(total / perPage), 1);
  const to = (number: number, rel: string) => {
    const target = new URL(url);
    target.searchParams.set('page', String(number));
    target.searchParams.delete('after');
    if (after !== undefined && rel === 'next') target.searchParams.set('after', after);
    return `<${target.href}>; rel="${rel}"`;
  };
  const links: string[] = [];
  if (page > 1) links.push(to(Math.min(page - 1, last), 'prev'));
  if (page < last) links.push(to(page + 1, 'next'), to(last, 'last'));
  if (page > 1) links.push(to(1, 'first'));
  return links.length === 0 ? undefined : links.join(', ');
}

/** The parts around this one of a list that continues by a cursor. */
export function cursorLink(url: URL, { next, prev }: NonNullable<Reply['cursors']>): string | undefined {
  const to = (name: string, cursor: string, rel: string) => {
    const target = new URL(url);
    target.searchParams.delete('after');
    target.searchParams.delete('before');
    target.searchParams.set(name, cursor);
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(prev === undefined ? [] : [to('before', prev, 'prev')]),
    ...(next === undefined ? [] : [to('after', next, 'next')]),
  ];
  return links.length === 0 ? undefined : links.join(', ');
}

/** The headers that name the scopes of a classic token. */
export function scopeHeaders(token: Token | undefined, accepted: readonly string[]): Record<string, string> {
  if (token?.kind !== 'classic') return {};
  return { 'x-oauth-scopes': token.scopes.join(', '), 'x-accepted-oauth-scopes': accepted.join(', ') };
}
