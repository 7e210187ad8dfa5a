import { redact, ToolError, type Log } from '@mcp-reference/kit';
import type { Octokit } from '@octokit/core';
import { Cache } from './cache.ts';
import { exchange, type Incoming, type Keeping } from './exchange.ts';
import type { Host } from './host.ts';
import { parseExactly } from './json.ts';
import { given } from './routes.ts';

/** One request: a route of fixed text, and parameters. */
export interface Asked {
  /** `GET /repos/{owner}/{repo}`. */
  route: string;
  params: Readonly<Record<string, unknown>>;
  /** The form of the answer. `json` is decoded; everything else comes as bytes. */
  accept?: string;
  keeping?: Keeping;
  /** True if it changes something: then it is sent once. */
  write: boolean;
  /** Allows the answer to be fetched from another host, without the token. */
  elsewhere?: boolean;
  /** Another base than the REST address. */
  base?: string;
  /** Allows a redirect to be followed: not where only certain repositories may be read. */
  follow?: boolean;
}

/** The account that asks: the token, and what stands for it where it must not be held. */
export interface Account {
  token: string | undefined;
  digest: string;
}

const json = 'application/vnd.github+json';
const defaultKeeping: Keeping = { most: 10_000_000, over: 'refuse' };

/**
 * Sends one request once. Octokit fills in the address and the body; what it would do by itself with redirects, failures,
 * broken answers and long numbers is done by our own exchange, which it is given as its fetch.
 */
export class Sender {
  readonly #host: Host;
  readonly #log: Log;
  readonly #userAgent: string;
  readonly #cache = new Cache();
  #octokit: Promise<Octokit> | undefined;

  constructor(host: Host, log: Log, userAgent: string) {
    this.#host = host;
    this.#log = log;
    this.#userAgent = userAgent;
  }

  /** One exchange, with the tag of an answer that is kept. */
  async send(
    asked: Asked,
    { token, digest }: Account,
    signal: AbortSignal,
  ): Promise<{ incoming: Incoming; data: unknown }> {
    const octokit = await this.load();
    const { accept = json, keeping = defaultKeeping } = asked;
    const isJson = accept.endsWith('+json') && !accept.includes('.raw');
    const tagged = isJson && asked.route.startsWith('GET ');
    let seen: { incoming: Incoming; data: unknown } | undefined;
    const viaExchange = async (
      url: string,
      init: { method: string; headers: Record<string, string>; body?: string },
    ) => {
      const key = `${digest} ${accept} ${url}`;
      const kept = tagged ? this.#cache.get(key) : undefined;
      const incoming = await exchange(
        {
          method: init.method,
          url,
          headers: { ...init.headers, ...(kept && { 'if-none-match': kept.etag }) },
          body: init.body,
          signal,
        },
        {
          ...keeping,
          origin: new URL(asked.base ?? this.#host.rest).origin,
          elsewhere: asked.elsewhere ?? false,
          follow: asked.follow ?? true,
        },
      );
      if (incoming.status === 304 && kept) {
        seen = { incoming: { ...incoming, status: 200, headers: kept.headers }, data: kept.data };
      } else {
        const data = this.#decode(incoming, isJson, asked.write);
        seen = { incoming, data };
        const etag = incoming.headers.get('etag');
        if (tagged && etag !== null && incoming.status === 200)
          this.#cache.set(key, { etag, data, size: incoming.body.length, headers: incoming.headers });
      }
      // The library needs to see a success and nothing else: what the answer means is decided here.
      return new Response(null, { headers: dated(incoming.headers) });
    };
    try {
      await octokit.request(asked.route, {
        ...given(asked.params),
        ...(asked.base !== undefined && { baseUrl: asked.base }),
        headers: {
          accept,
          'x-github-api-version': '2022-11-28',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        request: { fetch: viaExchange, signal, parseSuccessResponseBody: false },
      });
    } catch (error) {
      // The library wraps what its fetch throws.
      throw error instanceof Error && error.cause !== undefined ? error.cause : error;
    }
    if (seen === undefined) throw new Error('The request was not sent.');
    return seen;
  }

  /** A body that is cut or garbled is no success, whatever its status says. */
  #decode({ status, body }: Incoming, isJson: boolean, write: boolean): unknown {
    if (status < 300 && !isJson) return body;
    const text = body.toString('utf8');
    if (text === '' && (write || status === 204 || status === 205 || status === 202 || status >= 300)) return undefined;
    try {
      return parseExactly(text);
    } catch {
      if (status >= 300) return text;
      throw badResponse(write);
    }
  }

  /** Loads the library, once. */
  load(): Promise<Octokit> {
    this.#octokit ??= import('@octokit/core').then(({ Octokit: Library }) => {
      const say = (message: string) => this.#log.warn('octokit', { note: redact(message) });
      return new Library({
        baseUrl: this.#host.rest,
        userAgent: this.#userAgent,
        log: { debug() {}, info() {}, warn: say, error: say },
      });
    });
    return this.#octokit;
  }
}

/** Only what the library logs about. */
function dated(headers: Headers): Headers {
  const kept = new Headers();
  for (const name of ['deprecation', 'sunset', 'link']) {
    const value = headers.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
}

export function badResponse(write: boolean): ToolError {
  return new ToolError(
    'unavailable',
    write
      ? "GitHub's answer to the write cannot be read. It may have been applied: look before you send it again."
      : "GitHub's answer cannot be read: it is cut off or has an unexpected form. Try again.",
    { reason: 'bad_response', retryable: !write },
  );
}
