import type { Log, Opened, Start } from '@mcp-reference/kit';
import { Allowed } from './api/allowed.ts';
import type { Credentials } from './api/credentials.ts';
import { GitHub } from './api/github.ts';
import { hostOf, hostOfStandIn, type Host } from './api/host.ts';
import { Transport } from './api/transport.ts';
import type { Context } from './context.ts';
import { toolsLackedBy } from './host-tools.ts';

/** What of the options decides where GitHub is, and what may be used of it. */
export interface Reach {
  host: string | undefined;
  standIn: string;
  repos: readonly string[];
  lockdown: boolean;
}

export interface Signed {
  credentials: Credentials;
  userAgent: string;
  log: Log;
  tools: Start['tools'];
  /** Looks at the sign-in before anything is offered. */
  check?(transport: Transport): Promise<void>;
}

export const hostIn = ({ host, standIn }: Pick<Reach, 'host' | 'standIn'>): Host =>
  standIn === '' ? hostOf(host) : hostOfStandIn(standIn);

/** Everything that belongs to one sign-in: its client, cache, limits, and what was read with it. Two never share any of it. */
export async function openGitHub(
  { host, standIn, repos, lockdown }: Reach,
  { credentials, userAgent, log, tools, check }: Signed,
): Promise<Opened<Context>> {
  const transport = new Transport({ host: hostIn({ host, standIn }), credentials, log, userAgent });
  await check?.(transport);
  const github = new GitHub(transport, { allowed: new Allowed(repos), lockdown });
  return {
    context: { github, catalog: tools },
    ready: () => github.warm(),
    without: await toolsLackedBy(transport, log),
  };
}
