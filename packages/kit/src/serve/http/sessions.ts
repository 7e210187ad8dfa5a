import { randomUUID } from 'node:crypto';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { makeInstance, type Serving } from '../mcp.ts';
import { busy, HttpError } from './http-error.ts';
import { SessionEvents } from './session-events.ts';

/** The lifetime of a session without requests or open streams, in milliseconds. */
const idleLimit = 30 * 60_000;

/** The time after which a client whose stream broke should come back, in milliseconds. */
const retryInterval = 1_000;

/** The share of all sessions that one caller may have while others have some, as a divisor. */
const shares = 4;

interface HttpSession {
  transport: WebStandardStreamableHTTPServerTransport;
  /** The server, as the session's first request chose it. */
  serving: object;
  /** The owner of the session; a leaked id is of no use to anyone else. */
  owner: string;
  /** Open requests and streams. */
  uses: number;
  usedAt: number;
  close(): void;
}

/**
 * Sessions for clients before 2026-07-28. Declared capabilities, subscriptions and questions live as long as the
 * session, in this process. Without sessions, each request is independent.
 */
export class Sessions<Context> {
  readonly #most: number;
  /** Least recently used first. */
  readonly #sessions = new Map<string, HttpSession>();
  readonly #sweep = setInterval(() => this.#closeIdle(Date.now() - idleLimit), 60_000).unref();

  constructor(most: number) {
    this.#most = most;
  }

  /** Answers requests of a session, or opens one; undefined for other requests. */
  async answer(
    request: Request,
    body: unknown,
    owner: string,
    serving: Serving<Context>,
  ): Promise<Response | undefined> {
    const id = request.headers.get('mcp-session-id');
    if (id === null) return isInitialize(body) ? this.#open(request, body, owner, serving) : undefined;
    const session = this.#sessions.get(id);
    // A request that chooses other tools than the one that opened the session does not get into it.
    if (session === undefined || session.owner !== owner || session.serving !== serving)
      throw new HttpError(404, 'This session does not exist (any more); initialize a new one.');
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    return used(session, () =>
      session.transport.handleRequest(request, body === undefined ? {} : { parsedBody: body }),
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
  }

  async #open(request: Request, body: unknown, owner: string, serving: Serving<Context>): Promise<Response> {
    this.#makeRoom(owner);
    const id = randomUUID();
    const { mcp, subscriptions } = makeInstance(serving);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      eventStore: new SessionEvents(),
      retryInterval,
    });
    const session: HttpSession = {
      transport,
      owner,
      serving,
      uses: 0,
      usedAt: Date.now(),
      close: () => void mcp.close().catch(() => {}),
    };
    mcp.onclose = () => {
      this.#sessions.delete(id);
      subscriptions.close();
    };
    await mcp.connect(transport);
    this.#sessions.set(id, session);
    const response = await used(session, () => transport.handleRequest(request, { parsedBody: body }));
    // The transport rejected it, so there is no session.
    if (transport.sessionId === undefined) session.close();
    return response;
  }

  /** Closes an idle session to make space. A caller with many sessions loses one of them; those of others stay. */
  #makeRoom(owner: string): void {
    const own = [...this.#sessions].filter(([, session]) => session.owner === owner);
    const isOverShare = own.length >= Math.max(2, this.#most / shares) && own.length < this.#sessions.size;
    if (this.#sessions.size < this.#most && !isOverShare) return;
    const [id, session] = (isOverShare ? own : [...this.#sessions]).find(([, { uses }]) => uses === 0) ?? [];
    if (id === undefined || session === undefined)
      throw busy(503, `${this.#most} sessions are in use (--http-sessions); try again later.`, 30);
    this.#sessions.delete(id);
    session.close();
  }

  #closeIdle(before: number): void {
    for (const session of this.#sessions.values()) if (session.uses === 0 && session.usedAt < before) session.close();
  }
}

/** Counts a request as a use of its session until its answer has been read. */
async function used(session: HttpSession, act: () => Promise<Response>): Promise<Response> {
  session.uses++;
  let left = false;
  const leave = () => {
    if (left) return;
    left = true;
    session.uses--;
    session.usedAt = Date.now();
  };
  try {
    const response = await act();
    if (response.body === null) {
      leave();
      return response;
    }
    return new Response(noticed(response.body, leave), response);
  } catch (error) {
    leave();
    throw error;
  }
}

/** Wraps a stream to report its end. */
function noticed(stream: ReadableStream<Uint8Array>, ended: () => void): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done) return controller.enqueue(value);
      ended();
      controller.close();
    },
    cancel(reason) {
      ended();
      return reader.cancel(reason);
    },
  });
}

const isInitialize = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'method' in body && body.method === 'initialize';
