import { setTimeout as pause } from 'node:timers/promises';
import { count, ToolError, type Call, type Log } from '@mcp-reference/kit';
import type { Octokit } from '@octokit/core';
import { Cache } from './cache.ts';
import { digestOf, kindOf, type Credentials } from './credentials.ts';
import type { ExchangeRules } from './exchange.ts';
import { badResponse, failureOf, mayHaveHappened, networkFailure } from './failure.ts';
import { boundedFetch, cutHeader, movedHeader } from './fetch.ts';
import { keepHeapFlat } from './heap.ts';
import { withoutHoles } from './holes.ts';
import type { Host } from './host.ts';
import { bucketOf, graphqlLimitOf, limitOf, Limits } from './limits.ts';
import { messageOf } from './message.ts';
import { checkNames } from './names.ts';
import { newOctokit, type Policy } from './octokit.ts';
import type { GraphqlDocument } from './graphql.ts';
import {
  answerOf,
  dataOf,
  defaultAccept,
  defaultKeeping,
  headersOf,
  needsRules,
  wantsJson,
  type Answer,
  type Asked,
} from './request.ts';
import { given, targetOf } from './routes.ts';
import { isRecord } from './scope.ts';
import { Slots } from './slots.ts';

/** The part of a call that a request needs. */
export type Calling = Pick<Call, 'signal' | 'deadline' | 'warn'>;

export interface Reply extends Answer {
  /** True if the body was longer than allowed, and cut. */
  cut: boolean;
}

/** Requests in flight at a time. */
const mostInFlight = 10;
/** The number of times that a read is sent again. */
const mostRepeats = 2;
/** Seconds that are waited out instead of reported. */
const mostWait = 5;
/** Milliseconds that one request may take in all. */
const mostTime = 30_000;

export interface TransportOptions {
  host: Host;
  credentials: Credentials;
  log: Log;
  userAgent: string;
}

/**
 * Everything that leaves for GitHub leaves here, through Octokit: names are checked, limits kept, reads repeated, failures
 * explained.
 */
export class Transport {
  readonly host: Host;
  readonly #credentials: Credentials;
  readonly #slots = new Slots(mostInFlight);
  readonly #limits = new Limits();
  readonly #cache = new Cache();
  readonly #keepHeapFlat = keepHeapFlat();
  readonly #load: () => Promise<Octokit>;
  #octokit: Promise<Octokit> | undefined;

  constructor({ host, credentials, log, userAgent }: TransportOptions) {
    this.host = host;
    this.#credentials = credentials;
    const fetch = boundedFetch(this.#rulesFor({}));
    this.#load = () =>
      (this.#octokit ??= newOctokit({
        host,
        log,
        userAgent,
        fetch,
        policy: this.#policy,
      }));
  }

  /** Loads what the first request needs. */
  warm(): void {
    this.#load().catch(() => {});
  }

  /** Looks the token up, so that it can be recognized in a text before anything is sent. */
  async signIn(signal: AbortSignal): Promise<void> {
    await this.#credentials.token(signal);
  }

  /** @throws ToolError for every answer that is not a success. */
  async send(asked: Asked, calling: Calling): Promise<Reply> {
    checkNames(asked.route.split(' ')[1] ?? '', asked.params);
    const { status, headers, data } = await this.#timed(asked, calling, (octokit, request) =>
      octokit.request(asked.route, {
        ...given(asked.params),
        headers: { accept: asked.accept ?? defaultAccept, 'x-github-api-version': '2022-11-28' },
        request,
      }),
    );
    const reply = { status, headers: headersOf(headers), data: data as unknown };
    const cut = reply.headers.has(cutHeader);
    this.#notices(reply.headers, targetFor(asked), calling.warn);
    return { ...reply, cut };
  }

  /** Runs a GraphQL document. Errors beside data are handed over with it. */
  async graphql(
    { text, write }: GraphqlDocument<unknown>,
    variables: Readonly<Record<string, unknown>>,
    calling: Calling,
  ): Promise<{ data: unknown; errors: unknown }> {
    return this.#timed({ route: 'POST /graphql', params: {}, write }, calling, async (octokit, request) => {
      try {
        return { data: await octokit.graphql<unknown>(text, { ...given(variables), request }), errors: undefined };
      } catch (error) {
        if (!isRecord(error) || error['name'] !== 'GraphqlResponseError') throw error;
        return { data: error['data'], errors: error['errors'] };
      }
    });
  }

  /** Waits for a slot and bounds the time that all attempts may take. */
  async #timed<T>(
    asked: Asked,
    { signal, deadline }: Calling,
    run: (octokit: Octokit, request: OwnOptions) => Promise<T>,
  ): Promise<T> {
    const left = Math.max(1, Math.min(mostTime, deadline - Date.now()));
    // Not `AbortSignal.timeout`: its timer would keep what the request held for as long as it could have taken.
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(new Error('overdue')), left);
    const cancel = () => over.abort(signal.reason);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      signal.throwIfAborted();
      const octokit = await this.#load();
      return await this.#slots.run(over.signal, () => run(octokit, { asked, signal: over.signal }));
    } catch (error) {
      if (error instanceof ToolError || signal.aborted || !over.signal.aborted) throw error;
      const target = targetFor(asked);
      const seconds = Math.round(left / 1000);
      throw asked.write
        ? mayHaveHappened(target, `No answer came within ${count(seconds, 'second')}`)
        : new ToolError('timeout', `GitHub did not answer for ${target} within ${count(seconds, 'second')}.`, {
            reason: 'timeout',
          });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      // Once the answer is on its way: collecting takes some milliseconds.
      setImmediate(this.#keepHeapFlat);
    }
  }

  /** The hook around each request of Octokit: the token, limits, repeated reads, and what an answer means. */
  readonly #policy: Policy = async (request, options) => {
    const { asked, signal } = options.request as unknown as OwnOptions;
    const { write } = asked;
    const target = targetFor(asked);
    const bucket = bucketOf(new URL(options.url, this.host.rest).href);
    let renewed = false;
    for (let attempt = 0; ; attempt++) {
      const token = await this.#credentials.token(signal, renewed);
      const account = digestOf(token);
      this.#limits.check(account, bucket);
      const mayRepeat = !write && attempt < mostRepeats;
      let answer: Answer;
      try {
        answer = await this.#exchange(request, options, asked, { token: token?.reveal(), account });
      } catch (error) {
        if (error instanceof ToolError || signal.aborted) throw error;
        if (!mayRepeat) throw networkFailure(target, write, error);
        await pause(backoff(attempt), undefined, { signal });
        continue;
      }
      const { status, headers, data } = answer;
      const exhausted = bucket === 'graphql' ? graphqlLimitOf(headers, data) : undefined;
      if (exhausted !== undefined) throw this.#limits.met(account, bucket, exhausted);
      if (bucket === 'graphql' && status < 300 && !isRecord(data)) throw badResponse(write);
      // Octokit fails on a hole among the errors.
      if (bucket === 'graphql' && isRecord(data)) withoutHoles(data['errors']);
      if (status < 300) return { status, headers: Object.fromEntries(headers), data, url: options.url };
      const said = messageOf(data) || (typeof data === 'string' ? data.slice(0, 2_000) : '');
      const limited = limitOf(status, headers, said);
      if (limited !== undefined) {
        if (!mayRepeat || limited.seconds > mostWait || attempt > 0) throw this.#limits.met(account, bucket, limited);
        await pause(limited.seconds * 1000, undefined, { signal });
      } else if (mayRepeat && [502, 503, 504].includes(status)) {
        await pause(backoff(attempt), undefined, { signal });
      } else if (status === 401 && this.#credentials.renewable && !renewed) {
        renewed = true;
      } else {
        const { ofCaller = false } = this.#credentials;
        const ownServer = this.host.kind === 'server';
        throw failureOf({ status, headers, data, target, write, kind: kindOf(token), ofCaller, ownServer });
      }
    }
  };

  /** One exchange. JSON that is read is asked for with the tag of the answer that is kept. */
  async #exchange(
    request: Parameters<Policy>[0],
    options: Parameters<Policy>[1],
    asked: Asked,
    { token, account }: { token: string | undefined; account: string },
  ): Promise<Answer> {
    const isJson = wantsJson(asked);
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const fetch = needsRules(asked) ? { fetch: boundedFetch(this.#rulesFor(asked)) } : {};
    const once = async (tag: Record<string, string>): Promise<Answer> => {
      const answer = await answerOf(async () =>
        request({
          ...options,
          headers: { ...options.headers, ...authorization, ...tag },
          request: { ...options.request, parseSuccessResponseBody: isJson, ...fetch },
        }),
      );
      return isJson || answer.status >= 300 ? { ...answer, data: dataOf(answer, asked.write) } : answer;
    };
    if (!isJson || options.method !== 'GET') return once({});
    const { url } = (await this.#load()).request.endpoint(options);
    return this.#cache.ask(`${account} ${asked.accept ?? ''} ${url}`, once);
  }

  #rulesFor({ keeping = defaultKeeping, elsewhere = false, follow = true }: Partial<Asked>): ExchangeRules {
    return { ...keeping, origin: new URL(this.host.rest).origin, elsewhere, follow };
  }

  #notices(headers: Headers, target: string, warn: (sentence: string) => void): void {
    if (headers.has(movedHeader)) warn(`${target} was moved or renamed; use the name that the answer has.`);
    if (headers.get('x-github-sso')?.startsWith('partial-results'))
      warn('Results of organizations that want single sign-on are missing: the token is not authorized for them.');
  }
}

/** Our own options, which travel with a request through Octokit to its hook. */
interface OwnOptions {
  asked: Asked;
  signal: AbortSignal;
}

const targetFor = ({ route, params }: Asked): string => targetOf(route.split(' ')[1] ?? '', params);

/** Milliseconds before the next attempt, spread so that many clients do not come back together. */
const backoff = (attempt: number) => (attempt + 1) * (200 + Math.random() * 300);
