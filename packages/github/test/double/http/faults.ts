import type { ServerResponse } from 'node:http';
import type { Json } from '../json.ts';
import type { Request } from './requests.ts';

/** The requests that a fault meets: every given field must fit. */
export interface Matcher {
  method?: string;
  /** The path, or a pattern for it. GraphQL is `/graphql`. */
  path?: string | RegExp;
  /** Such as `issues/create`. */
  operationId?: string;
  /** A text that the body of the request holds, such as the name of a GraphQL field. */
  body?: string | RegExp;
  /** The number of fitting requests that it meets; without it, all until the double is closed or `heal` is called. */
  times?: number;
  /** The number of fitting requests that pass before it starts. */
  after?: number;
}

export type Fault =
  /** An answer of the test's own. A body that is text is sent as it is. Nothing is applied. */
  | { kind: 'answer'; status: number; body?: Json; headers?: Record<string, string> }
  /** The real answer with other headers, status or body; what the request asked for is applied. */
  | { kind: 'change'; status?: number; headers?: Record<string, string>; body?: (body: string) => string }
  /** The real answer, with all its headers, that breaks off after a part of its bytes. */
  | { kind: 'truncated'; keep?: number }
  /** The connection is reset; with `after: 'applied'` what was asked for has been done. */
  | { kind: 'reset'; after?: 'applied' }
  /** The connection is held open and nothing is ever sent. */
  | { kind: 'hang'; after?: 'applied' }
  /** The real answer, `bytes` of it each `everyMs`. */
  | { kind: 'trickle'; bytes: number; everyMs: number }
  /** The real answer, later. */
  | { kind: 'delay'; ms: number }
  | { kind: 'redirect'; status: 301 | 302 | 307 | 308; location: string };

interface Armed {
  matcher: Matcher;
  fault: Fault;
  seen: number;
  left: number;
}

/** The faults that wait for a request. */
export class Faults {
  readonly #armed: Armed[] = [];

  /** Returns what takes the fault back. */
  add(matcher: Matcher, fault: Fault): () => void {
    const armed = { matcher, fault, seen: 0, left: matcher.times ?? Infinity };
    this.#armed.push(armed);
    return () => (armed.left = 0);
  }

  clear(): void {
    this.#armed.length = 0;
  }

  /** The first fault that meets this request. */
  next(request: Request): Fault | undefined {
    for (const armed of this.#armed) {
      if (armed.left === 0 || !matches(armed.matcher, request)) continue;
      if (armed.seen++ < (armed.matcher.after ?? 0)) continue;
      armed.left--;
      return armed.fault;
    }
    return undefined;
  }
}

function matches(matcher: Matcher, request: Request): boolean {
  const fits = (wanted: string | RegExp | undefined, text: string, whole: boolean) =>
    wanted === undefined ||
    (typeof wanted === 'string' ? (whole ? wanted === text : text.includes(wanted)) : wanted.test(text));
  return (
    (matcher.method === undefined || matcher.method === request.method) &&
    (matcher.operationId === undefined || matcher.operationId === request.operationId) &&
    fits(matcher.path, request.path, true) &&
    fits(matcher.body, request.text, false)
  );
}

export interface Sent {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Sends an answer the way a fault spoils it. Without a fault, plainly. */
export function send(response: ServerResponse, sent: Sent, fault: Fault | undefined, stopped: AbortSignal): void {
  switch (fault?.kind) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'truncated':
      response.writeHead(sent.status, { ...sent.headers, 'content-length': String(sent.body.length) });
      response.write(sent.body.subarray(0, fault.keep ?? Math.floor(sent.body.length / 2)), () =>
        response.socket?.destroy(),
      );
      return;
    case 'trickle':
      trickle(response, sent, fault, stopped);
      return;
    case 'delay': {
      const timer = setTimeout(() => write(response, sent), fault.ms);
      stopped.addEventListener('abort', () => clearTimeout(timer));
      return;
    }
    default:
      write(response, sent);
  }
}

function write(response: ServerResponse, { status, headers, body }: Sent): void {
  response.writeHead(status, {
    ...headers,
    ...(status !== 204 && status !== 304 && { 'content-length': String(body.length) }),
  });
  response.end(status === 204 || status === 304 || response.req.method === 'HEAD' ? undefined : body);
}

function trickle(response: ServerResponse, sent: Sent, fault: Fault & { kind: 'trickle' }, stopped: AbortSignal): void {
  response.writeHead(sent.status, { ...sent.headers, 'content-length': String(sent.body.length) });
  let at = 0;
  const timer = setInterval(() => {
    response.write(sent.body.subarray(at, at + fault.bytes));
    at += fault.bytes;
    if (at >= sent.body.length) {
      clearInterval(timer);
      response.end();
    }
  }, fault.everyMs);
  response.on('close', () => clearInterval(timer));
  stopped.addEventListener('abort', () => clearInterval(timer));
}
