import type { CommonValues } from '../../common-options.ts';
import { ToolError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Options, Values } from '../../options.ts';
import type { Opened, Server } from '../../server.ts';
import { Codes } from '../consent-codes.ts';
import { madeTools, startTools, type CatalogTool } from '../catalog.ts';
import type { Serving } from '../mcp.ts';
import type { CallObserver } from '../observe.ts';
import type { Caller } from './auth/gate.ts';
import { PerCaller } from './callers.ts';
import { Endpoint } from './endpoint.ts';

/** The endpoint for a request, and a function that releases it. */
export interface Acquired<Context> {
  value: Endpoint<Context>;
  release(): void;
}

/** The contexts of a process: one for all callers, or one per caller. */
export interface Contexts<Context> {
  /** @throws ToolError `denied` when the caller's credential opens nothing. */
  of(caller: Caller): Promise<Acquired<Context>>;
  /** False for a credential that has opened nothing yet and may be made up. */
  knows(caller: Caller): boolean;
  close(): Promise<void>;
}

/** Values that all contexts of a process share. */
interface Sharing {
  log: Log;
  observers: readonly CallObserver[];
  perCaller: boolean;
  /** Makes the consent codes of all replicas the same; each process has its own by default. */
  sharedKey: string | undefined;
  callerOf: NonNullable<Serving<unknown>['callerOf']>;
}

export async function openContexts<O extends Options, Context>(
  server: Server<O, Context>,
  catalog: readonly CatalogTool<Context>[],
  values: Values<O> & CommonValues,
  { log, observers, perCaller, sharedKey, callerOf }: Sharing,
): Promise<Contexts<Context>> {
  // A client's roots are folders on its machine and mean nothing on this one.
  const { clientRoots: _, ...served } = server;
  const toServing = (
    { context, ready, without, hides, normalize }: Opened<Context>,
    tools: Serving<Context>['tools'],
    key: string | undefined,
  ): Serving<Context> => ({
    server: served,
    catalog,
    values,
    context,
    log,
    observers,
    callerOf,
    codes: new Codes(key),
    ...(values.httpSessions === 0 && {
      unaskable:
        'Over HTTP, a client before protocol 2026-07-28 can be asked when the server is started with --http-sessions.',
    }),
    ...(ready && { ready }),
    ...(tools && { tools }),
    ...(without && { without }),
    ...(hides && { hides }),
    ...(normalize && { normalize }),
  });
  const endpointOf = async (opening: Promise<Opened<Context>>, key: string | undefined) => {
    const opened = await opening;
    const endpoint = new Endpoint(toServing(opened, await madeTools(opened.tools), key));
    return {
      value: endpoint,
      async close() {
        await endpoint.close();
        await opened.close?.();
      },
    };
  };
  const start = { log, tools: startTools(catalog, server, values) };
  const { callers } = server;
  if (!perCaller || callers === undefined) {
    const { value, close } = await endpointOf(server.open(values, start), sharedKey);
    return { of: async () => ({ value, release() {} }), knows: () => true, close };
  }
  const each = new PerCaller((token) => endpointOf(callers.open(values, { ...start, token }), token.digest()));
  return {
    of({ token }) {
      if (token === undefined) throw new ToolError('denied', 'There is no credential.');
      return each.acquire(token);
    },
    knows: ({ token }) => token !== undefined && each.isOpen(token),
    close: () => each.close(),
  };
}
