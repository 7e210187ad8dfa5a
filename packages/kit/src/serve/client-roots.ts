import type { Server as McpServer } from '@modelcontextprotocol/server';
import { isRecord } from '../is-record.ts';
import { canAnswer, NeedsAnswer, type Replies } from './ask.ts';
import type { Serving } from './mcp.ts';

/** How long a client may take to name its roots, in milliseconds, before the command line alone decides. */
const rootsTimeout = 5_000;

/** The name of the question for roots among a call's questions, from 2026-07-28 on. */
const question = 'client-roots';

/** What a request says about its client, from 2026-07-28 on. */
interface Asking {
  capabilities: unknown;
  responses: Replies | undefined;
}

/**
 * The context of one connection, where the server takes folders from its client (see `clientRoots` of a server). A client before
 * 2026-07-28 is asked once and when its roots change, and calls wait for that. A later one is asked by each call, since requests
 * share no state then; both have the same scope.
 */
export class ClientRoots<Context> {
  readonly #mcp: McpServer;
  readonly #serving: Serving<Context>;
  readonly #isAsked: boolean;
  #current: Promise<Context>;
  #started = false;
  /** The roots that a later client named last, so that equal ones are not looked up again. */
  #last: { key: string; context: Promise<Context> } | undefined;

  constructor(mcp: McpServer, serving: Serving<Context>) {
    this.#mcp = mcp;
    this.#serving = serving;
    const { server, context } = serving;
    this.#current = (async () => context)();
    this.#isAsked = server.clientRoots?.wanted(context) === true;
    if (!this.#isAsked) return;
    mcp.oninitialized = () => this.#update();
    mcp.setNotificationHandler('notifications/roots/list_changed', () => this.#update());
  }

  /**
   * The context of a request.
   * @throws NeedsAnswer when a client of the later era has to name its roots first.
   */
  context(asking?: Asking): Promise<Context> {
    if (!this.#isAsked) return this.#current;
    if (this.#mcp.getClientCapabilities()?.roots !== undefined) {
      // A call may come before the client says that it is ready.
      if (!this.#started) this.#update();
      return this.#current;
    }
    if (asking === undefined || !canAnswer(asking.capabilities, 'roots/list')) return this.#current;
    const { responses = {} } = asking;
    const reply = responses[question];
    if (reply === undefined) throw new NeedsAnswer({ [question]: { method: 'roots/list' } }, responses);
    return this.#apply(urisIn(reply));
  }

  #update(): void {
    if (this.#mcp.getClientCapabilities()?.roots === undefined) return;
    this.#started = true;
    const before = this.#current;
    this.#current = this.#mcp.listRoots(undefined, { timeout: rootsTimeout }).then(
      ({ roots }) => this.#apply(roots.map(({ uri }) => uri)),
      (error: unknown) => {
        this.#serving.log.warn('the client did not name its roots', { error });
        return before;
      },
    );
  }

  /** A client that names none says nothing about where it works, and leaves it to the command line. */
  #apply(uris: readonly string[]): Promise<Context> {
    const { server, context } = this.#serving;
    const key = JSON.stringify(uris);
    if (uris.length === 0 || server.clientRoots === undefined) return Promise.resolve(context);
    if (this.#last?.key !== key) this.#last = { key, context: server.clientRoots.apply(context, uris) };
    return this.#last.context;
  }
}

function urisIn(reply: unknown): string[] {
  const roots: unknown = isRecord(reply) ? reply['roots'] : undefined;
  if (!Array.isArray(roots)) return [];
  return roots.flatMap((root: unknown) => (isRecord(root) && typeof root['uri'] === 'string' ? [root['uri']] : []));
}
