import { setTimeout as pause } from 'node:timers/promises';
import { count, ToolError, type Log } from '@mcp-reference/kit';
import type { Octokit } from '@octokit/rest';
import { Cache } from './cache.ts';
import { digestOf, kindOf, type Credentials } from './credentials.ts';
import type { ExchangeRules } from './exchange.ts';
import { badResponse, failureOf, mayHaveHappened, networkFailure } from './failure.ts';
import { boundedFetch } from './fetch.ts';
import { keepHeapFlat } from './heap.ts';
import { withoutHoles } from './holes.ts';
import type { Host } from './host.ts';
import { bucketOf, graphqlLimitOf, limitOf, Limits } from './limits.ts';
import { messageOf } from './message.ts';
import { checkNames } from './names.ts';
import { warnOf } from './notices.ts';
import { carrying, newOctokit, ownOptions, type Calling, type OwnOptions, type Policy } from './octokit.ts';
import type { GraphqlDocument } from './graphql.ts';
import {
  answerOf,
  askedOf,
  dataOf,
  defaultKeeping,
  headersFor,
  headersOf,
  needsRules,
  wantsJson,
  type Answer,
  type Asked,
} from './request.ts';
import { given, targetOf } from './routes.ts';
import { isRecord } from './scope.ts';
import { Slots } from './slots.ts';

/** A request of our own, beside those that tools make. */
export interface PlainRequest extends Omit<OwnOptions, 'call'> {
  route: string;
  params: Readonly<Record<string, unknown>>;
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
  readonly #setup: Omit<Parameters<typeof newOctokit>[0], 'hook'>;
  #plain: Promise<Octokit> | undefined;

  constructor({ host, credentials, log, userAgent }: TransportOptions) {
    this.host = host;
    this.#credentials = credentials;
    this.#setup = { host, log, userAgent, fetch: boundedFetch(this.#rulesFor({})) };
  }

  /**
   * Loads Octokit and lets it send through this transport.
   * @param access A hook around everything else, which decides what may be asked.
   */
  octokit(access: Policy = async (request, options) => request(options)): Promise<Octokit> {
    const hook: Policy = (request, options) => access((changed) => this.#hook(request, changed), options);
    return newOctokit({ ...this.#setup, hook });
  }

  #load(): Promise<Octokit> {
    return (this.#plain ??= this.octokit());
  }

  /** Looks the token up, so that it can be recognized in a text before anything is sent. */
  async signIn(signal: AbortSignal): Promise<void> {
    await this.#credentials.token(signal);
  }

  /**
   * Sends a request of our own.
   * @throws ToolError for every answer that is not a success.
   */
  async send({ route, params, ...own }: PlainRequest, call: Calling): Promise<Answer> {
    const octokit = await this.#load();
    const asked = { ...given(params), headers: headersFor(own), request: carrying({ call, ...own }) };
    const { status, headers, data } = await octokit.request(route, asked);
    return { status, headers: headersOf(headers), data: data as unknown };
  }

  /** Runs a GraphQL document. Errors beside data are handed over with it. */
  async graphql(
    { text, write }: GraphqlDocument<unknown>,
    variables: Readonly<Record<string, unknown>>,
    call: Calling,
  ): Promise<{ data: unknown; errors: unknown }> {
    const octokit = await this.#load();
    const request = carrying({ call, write });
    try {
      return { data: await octokit.graphql<unknown>(text, { ...given(variables), request }), errors: undefined };
    } catch (error) {
      if (!isRecord(error) || error['name'] !== 'GraphqlResponseError') throw error;
      return { data: error['data'], errors: error['errors'] };
    }
  }

  /** The hook around each request of Octokit: names, time, and what its answer says beside the data. */
  readonly #hook: Policy = async (request, options) => {
    const asked = askedOf(options);
    const { call } = ownOptions(options);
    if (options.url !== '/graphql') checkNames(options.url, asked.params);
    const answer = await this.#timed(asked, call, (signal) => this.#attempts(request, options, asked, signal));
    warnOf(answer.headers, targetFor(asked), call);
    return answer;
  };

  /** Waits for a slot and bounds the time that all attempts may take. */
  async #timed<T>(asked: Asked, { signal, deadline }: Calling, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const left = Math.max(1, Math.min(mostTime, deadline - Date.now()));
    // Not `AbortSignal.timeout`: its timer would keep what the request held for as long as it could have taken.
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(new Error('overdue')), left);
    const cancel = () => over.abort(signal.reason);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      signal.throwIfAborted();
      return await this.#slots.run(over.signal, () => run(over.signal));
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

  /** Sends a request until it is answered: the token, limits, repeated reads, and what an answer means. */
  async #attempts(
    request: Parameters<Policy>[0],
    options: Parameters<Policy>[1],
    asked: Asked,
    signal: AbortSignal,
  ): ReturnType<Policy> {
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
        answer = await this.#exchange(request, options, asked, { token: token?.reveal(), account, signal });
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
  }

  /** One exchange. JSON that is read is asked for with the tag of the answer that is kept. */
  async #exchange(
    request: Parameters<Policy>[0],
    options: Parameters<Policy>[1],
    asked: Asked,
    { token, account, signal }: { token: string | undefined; account: string; signal: AbortSignal },
  ): Promise<Answer> {
    const isJson = wantsJson(asked);
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const fetch = needsRules(asked) ? { fetch: boundedFetch(this.#rulesFor(asked)) } : {};
    const once = async (tag: Record<string, string>): Promise<Answer> => {
      const answer = await answerOf(async () =>
        request({
          ...options,
          headers: { ...options.headers, ...authorization, ...tag },
          request: { ...options.request, signal, parseSuccessResponseBody: isJson, ...fetch },
        }),
      );
      return isJson || answer.status >= 300 ? { ...answer, data: dataOf(answer, asked.write) } : answer;
    };
    if (!isJson || options.method !== 'GET') return once({});
    const { url } = (await this.#load()).request.endpoint(options);
    return this.#cache.ask(`${account} ${asked.accept} ${url}`, once);
  }

  #rulesFor({ keeping = defaultKeeping, elsewhere = false, follow = true }: Partial<Asked>): ExchangeRules {
    return { ...keeping, origin: new URL(this.host.rest).origin, elsewhere, follow };
  }
}

function targetFor({ route, params, write }: Asked): string {
  const target = targetOf(route.split(' ')[1] ?? '', params);
  const { sha } = params;
  return write || typeof sha !== 'string' ? target : `${target} from ${sha.slice(0, 100)}`;
}

/** Milliseconds before the next attempt, spread so that many clients do not come back together. */
const backoff = (attempt: number) => (attempt + 1) * (200 + Math.random() * 300);
