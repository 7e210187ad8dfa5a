import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { isRecord } from '../../../is-record.ts';
import { isLoopback } from '../address.ts';

/** The minimum time between two requests for keys, in milliseconds, because unknown key ids are easily made up. */
const cooldown = 5_000;

/** The largest answer that is read from the issuer, in bytes. Real ones have a few kilobytes. */
const mostBytes = 1024 * 1024;

type Keys = ReturnType<typeof createRemoteJWKSet>;

/** The issuer did not answer a moment ago. */
export class IssuerUnreachable extends Error {}

/**
 * The keys of an issuer: fetched when first needed, and again when a token names an unknown one. After a failure nothing
 * is fetched for a while, and there is one request at a time, so that made-up tokens cause no load.
 */
export class IssuerKeys {
  readonly #name: string;
  readonly #issuer: URL;
  readonly #timeout: number;
  #keys: Keys | undefined;
  #opening: Promise<Keys> | undefined;
  #unreachableUntil = 0;

  constructor(name: string, issuer: URL, timeout = 5_000) {
    this.#name = name;
    this.#issuer = issuer;
    this.#timeout = timeout;
  }

  /** Finds the key that a token names. @throws IssuerUnreachable while the issuer does not answer */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    // Keys that are known and fresh need no answer.
    if (Date.now() < this.#unreachableUntil && this.#keys?.fresh !== true) throw new IssuerUnreachable();
    try {
      this.#keys ??= await (this.#opening ??= this.#open().finally(() => (this.#opening = undefined)));
      return await this.#keys(header, token);
    } catch (error) {
      const isOfToken = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
      if (!isOfToken && !(error instanceof errors.JOSENotSupported)) this.#unreachableUntil = Date.now() + cooldown;
      throw error;
    }
  };

  async #open(): Promise<Keys> {
    return createRemoteJWKSet(await this.#place(), {
      timeoutDuration: this.#timeout,
      cooldownDuration: cooldown,
      [customFetch]: boundedFetch,
    });
  }

  /** Returns the URL of the keys, from the issuer's metadata (RFC 8414, or OpenID Connect Discovery). */
  async #place(): Promise<URL> {
    const { pathname } = this.#issuer;
    const path = pathname === '/' ? '' : pathname.replace(/\/$/, '');
    const places = [`/.well-known/oauth-authorization-server${path}`, `${path}/.well-known/openid-configuration`];
    const signal = AbortSignal.timeout(this.#timeout);
    let failure: unknown;
    for (const place of places) {
      try {
        const response = await boundedFetch(new URL(place, this.#issuer).href, { redirect: 'error', signal });
        if (!response.ok) throw new Error(`${place} answered ${response.status}.`);
        const metadata: unknown = await response.json();
        if (!isRecord(metadata) || metadata['issuer'] !== this.#name)
          throw new Error(`${place} is not of ${this.#name}.`);
        const jwks = metadata['jwks_uri'];
        if (typeof jwks !== 'string' || !isSafe(new URL(jwks))) throw new Error(`${place} names no place of its keys.`);
        return new URL(jwks);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}

/** True if no one in between can answer in its place. */
export const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));

/** Fetches an answer of a limited size. The signal covers its body, too. */
async function boundedFetch(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    return Response.json(null, { status: response.status >= 200 && response.status !== 204 ? response.status : 502 });
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.length;
    // Leaving the loop cancels the rest.
    if (bytes > mostBytes) throw new Error(`The authorization server's answer is larger than ${mostBytes} bytes.`);
    parts.push(part);
  }
  return new Response(Buffer.concat(parts), { status: 200 });
}
