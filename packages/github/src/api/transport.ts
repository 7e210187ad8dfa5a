import { ToolError, type Call, type Log } from '@mcp-reference/kit';
import { digestOf, kindOf, type Credentials } from './credentials.ts';
import type { Incoming } from './exchange.ts';
import { failureOf, mayHaveHappened, messageOf, networkFailure } from './failure.ts';
import type { Host } from './host.ts';
import { bucketOf, graphqlLimitOf, limitOf, Limits } from './limits.ts';
import { checkNames } from './names.ts';
import { targetOf } from './routes.ts';
import { Sender, type Asked } from './sender.ts';
import { Slots } from './slots.ts';

/** The part of a call that a request needs. */
export type Calling = Pick<Call, 'signal' | 'deadline' | 'warn'>;

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
 * Everything that leaves for GitHub leaves here: names are checked, limits kept, reads repeated, failures explained.
 */
export class Transport {
  readonly host: Host;
  readonly #credentials: Credentials;
  readonly #slots = new Slots(mostInFlight);
  readonly #limits = new Limits();
  readonly #sender: Sender;

  constructor({ host, credentials, log, userAgent }: TransportOptions) {
    this.host = host;
    this.#credentials = credentials;
    this.#sender = new Sender(host, log, userAgent);
  }

  /** Loads what the first request needs. */
  warm(): void {
    this.#sender.load().catch(() => {});
  }

  /** Looks the token up, so that it can be recognized in a text before anything is sent. */
  async signIn(signal: AbortSignal): Promise<void> {
    await this.#credentials.token(signal);
  }

  /** @throws ToolError for every answer that is not a success. */
  async send(asked: Asked, { signal, deadline, warn }: Calling): Promise<Reply> {
    const [, template = ''] = asked.route.split(' ');
    checkNames(template, asked.params);
    const target = targetOf(template, asked.params);
    const left = Math.max(1, Math.min(mostTime, deadline - Date.now()));
    // Not `AbortSignal.timeout`: its timer would keep what the request held for as long as it could have taken.
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(new Error('overdue')), left);
    const cancel = () => over.abort(signal.reason);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      signal.throwIfAborted();
      const reply = await this.#slots.run(over.signal, () => this.#attempts(asked, target, over.signal));
      this.#notices(reply, target, warn);
      return reply;
    } catch (error) {
      if (error instanceof ToolError || signal.aborted) throw error;
      if (!over.signal.aborted) throw error;
      const seconds = Math.round(left / 1000);
      throw asked.write
        ? mayHaveHappened(target, `No answer came within ${seconds} seconds`)
        : new ToolError('timeout', `GitHub did not answer for ${target} within ${seconds} seconds.`, {
            reason: 'timeout',
          });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
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
        ({ incoming, data } = await this.#sender.send(asked, { token: token?.reveal(), digest: account }, signal));
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
        const { ofCaller = false } = this.#credentials;
        throw failureOf({
          status,
          headers,
          data,
          target,
          write,
          kind,
          ofCaller,
          ownServer: this.host.kind === 'server',
        });
      }
    }
  }

  #notices({ headers, moved }: Reply, target: string, warn: (sentence: string) => void): void {
    if (moved) warn(`${target} was moved or renamed; use the name that the answer has.`);
    if (headers.get('x-github-sso')?.startsWith('partial-results'))
      warn('Results of organizations that want single sign-on are missing: the token is not authorized for them.');
  }
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
