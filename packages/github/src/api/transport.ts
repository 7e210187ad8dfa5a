import { redact, ToolError, type Call, type Log } from '@mcp-reference/kit';
import type { Octokit } from '@octokit/core';
import { Cache } from './cache.ts';
import { digestOf, kindOf, type Credentials } from './credentials.ts';
import { exchange, type Incoming, type Keeping } from './exchange.ts';
import { failureOf, mayHaveHappened, messageOf, networkFailure } from './failure.ts';
import type { Host } from './host.ts';
import { parseExactly } from './json.ts';
import { bucketOf, graphqlLimitOf, limitOf, Limits } from './limits.ts';
import { checkNames } from './names.ts';
import { given, targetOf } from './routes.ts';
import { Slots } from './slots.ts';

/** The part of a call that a request needs. */
export type Calling = Pick<Call, 'signal' | 'deadline' | 'warn'>;

/** One request: a route of fixed text, and parameters. */
export interface Asked {
  /** `GET /repos/{owner}/{repo}`. */
  route: string;
  params: Readonly<Record<string, unknown>>;
  /** The form of the answer. `json` is decoded; everything else comes as bytes. */
  accept?: string;
  keeping?: Keeping;
  /** Whether it changes something: then it is sent once. */
  write: boolean;
  /** Whether the answer may be fetched from another host, without the token. */
  elsewhere?: boolean;
  /** Another base than the REST address. */
  base?: string;
  /** Whether a redirect may be followed: not where only certain repositories may be read. */
  follow?: boolean;
}

export interface Reply {
  status: number;
  headers: Headers;
  /** Decoded JSON, bytes, or undefined for an empty answer. */
  data: unknown;
  cut: boolean;
  moved: boolean;
}

/** Requests in flight at a time. */
const mostInFlight = 10;
/** How often a read is sent again. */
const mostRepeats = 2;
/** Seconds that are waited out instead of reported. */
const mostWait = 5;
/** Milliseconds that one request may take in all. */
const mostTime = 30_000;
const json = 'application/vnd.github+json';
const defaultKeeping: Keeping = { most: 10_000_000, over: 'refuse' };

export interface TransportOptions {
  host: Host;
  credentials: Credentials;
  log: Log;
  userAgent: string;
}

/**
 * Everything that leaves for GitHub leaves here. Octokit fills in the address and the body; what it would do by itself
 * with redirects, failures, broken answers and long numbers is done by our own exchange, which it is given as its fetch.
 */
export class Transport {
  readonly host: Host;
  readonly #credentials: Credentials;
  readonly #log: Log;
  readonly #userAgent: string;
  readonly #slots = new Slots(mostInFlight);
  readonly #limits = new Limits();
  readonly #cache = new Cache();
  #octokit: Promise<Octokit> | undefined;

  constructor({ host, credentials, log, userAgent }: TransportOptions) {
    this.host = host;
    this.#credentials = credentials;
    this.#log = log;
    this.#userAgent = userAgent;
  }

  /** Loads what the first request needs. */
  warm(): void {
    this.#load().catch(() => {});
  }

  /** @throws ToolError for every answer that is not a success. */
  async send(asked: Asked, { signal, deadline, warn }: Calling): Promise<Reply> {
    const [, template = ''] = asked.route.split(' ');
    checkNames(template, asked.params);
    const target = targetOf(template, asked.params);
    const left = Math.max(1, Math.min(mostTime, deadline - Date.now()));
    const over = AbortSignal.timeout(left);
    try {
      const reply = await this.#slots.run(AbortSignal.any([signal, over]), () =>
        this.#attempts(asked, target, AbortSignal.any([signal, over])),
      );
      this.#notices(reply, target, warn);
      return reply;
    } catch (error) {
      if (error instanceof ToolError || signal.aborted) throw error;
      if (!over.aborted) throw error;
      const seconds = Math.round(left / 1000);
      throw asked.write
        ? mayHaveHappened(target, `No answer came within ${seconds} seconds`)
        : new ToolError('timeout', `GitHub did not answer for ${target} within ${seconds} seconds.`, {
            reason: 'timeout',
          });
    }
  }

  async #attempts(asked: Asked, target: string, signal: AbortSignal): Promise<Reply> {
    const { write } = asked;
    let renewed = false;
    for (let attempt = 0; ; attempt++) {
      const token = await this.#credentials.token(signal, renewed);
      const account = digestOf(token);
      const bucket = bucketOf((asked.base ?? this.host.rest) + (asked.route.split(' ')[1] ?? ''));
      this.#limits.check(account, bucket);
      const mayRepeat = !write && attempt < mostRepeats;
      let incoming: Incoming;
      let data: unknown;
      try {
        ({ incoming, data } = await this.#once(asked, token?.reveal(), account, signal));
      } catch (error) {
        if (error instanceof ToolError || signal.aborted) throw error;
        if (!mayRepeat) throw networkFailure(target, write, error);
        await pause(backoff(attempt), signal);
        continue;
      }
      const { status, headers, cut, movedFrom } = incoming;
      const exhausted = bucket === 'graphql' ? graphqlLimitOf(headers, data) : undefined;
      if (exhausted !== undefined) throw this.#limits.met(account, bucket, exhausted);
      if (status < 300) return { status, headers, data, cut, moved: movedFrom.length > 0 };
      const said = messageOf(data) || (typeof data === 'string' ? data.slice(0, 2_000) : '');
      const limited = limitOf(status, headers, said);
      if (limited !== undefined) {
        if (!mayRepeat || limited.seconds > mostWait || attempt > 0) throw this.#limits.met(account, bucket, limited);
        await pause(limited.seconds * 1000, signal);
      } else if (mayRepeat && [502, 503, 504].includes(status)) {
        await pause(backoff(attempt), signal);
      } else if (status === 401 && this.#credentials.renewable && !renewed) {
        renewed = true;
      } else {
        const kind = kindOf(token);
        throw failureOf({ status, headers, data, target, write, kind, ownServer: this.host.kind === 'server' });
      }
    }
  }

  /** One exchange, with the tag of an answer that is kept. */
  async #once(
    asked: Asked,
    token: string | undefined,
    account: string,
    signal: AbortSignal,
  ): Promise<{ incoming: Incoming; data: unknown }> {
    const octokit = await this.#load();
    const { accept = json, keeping = defaultKeeping } = asked;
    const tagged = accept === json && asked.route.startsWith('GET ');
    let seen: { incoming: Incoming; data: unknown } | undefined;
    const viaExchange = async (
      url: string,
      init: { method: string; headers: Record<string, string>; body?: string },
    ) => {
      const key = `${account} ${accept} ${url}`;
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
          origin: new URL(asked.base ?? this.host.rest).origin,
          elsewhere: asked.elsewhere ?? false,
          follow: asked.follow ?? true,
        },
      );
      if (incoming.status === 304 && kept) {
        seen = { incoming: { ...incoming, status: 200, headers: kept.headers }, data: kept.data };
      } else {
        const data = this.#decode(incoming, accept === json, asked.write);
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

  #notices({ headers, moved }: Reply, target: string, warn: (sentence: string) => void): void {
    if (moved) warn(`${target} was moved or renamed; use the name that the answer has.`);
    if (headers.get('x-github-sso')?.startsWith('partial-results'))
      warn('Results of organizations that want single sign-on are missing: the token is not authorized for them.');
  }

  #load(): Promise<Octokit> {
    this.#octokit ??= import('@octokit/core').then(({ Octokit: Library }) => {
      const say = (message: string) => this.#log.warn('octokit', { note: redact(message) });
      return new Library({
        baseUrl: this.host.rest,
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

/** Milliseconds before the next attempt, spread so that many clients do not come back together. */
const backoff = (attempt: number) => (attempt + 1) * (200 + Math.random() * 300);

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}
