import type { Server as McpServer } from '@modelcontextprotocol/server';
import type { Serving } from './mcp.ts';

/** How long a client may take to list its roots, in milliseconds, before the command line alone decides. */
const rootsTimeout = 5_000;

/**
 * The context of one connection. Clients before 2026-07-28 may name roots: they narrow what the command line allows,
 * and calls wait until that is settled.
 */
export function followClientRoots<Context>(
  mcp: McpServer,
  { server, context, log }: Serving<Context>,
): { context(): Promise<Context> } {
  let current: Promise<Context> = (async () => context)();
  const { narrow } = server;
  if (narrow === undefined) return { context: () => current };

  const update = () => {
    if (mcp.getClientCapabilities()?.roots === undefined) return;
    const before = current;
    current = mcp.listRoots(undefined, { timeout: rootsTimeout }).then(
      // A client that names none says nothing about where it works, and leaves it to the command line.
      ({ roots }) =>
        roots.length === 0
          ? context
          : narrow(
              context,
              roots.map(({ uri }) => uri),
            ),
      (error: unknown) => {
        log.warn('the client did not name its roots', { error });
        return before;
      },
    );
  };
  mcp.oninitialized = update;
  mcp.setNotificationHandler('notifications/roots/list_changed', update);
  return { context: () => current };
}
