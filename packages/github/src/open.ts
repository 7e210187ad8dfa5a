import type { Log, Opened, Start } from '@mcp-reference/kit';
import { Allowed } from './api/allowed.ts';
import type { Credentials } from './api/credentials.ts';
import { GitHub } from './api/github.ts';
import type { GuardMode } from './api/guard/guard.ts';
import type { Reads } from './api/guard/reads.ts';
import { hostOf, hostOfStandIn, readableHost, type Host } from './api/host.ts';
import { Transport } from './api/transport.ts';
import type { Context } from './context.ts';
import { toolsLackedBy } from './host-tools.ts';
import { normalize } from './normalize.ts';
import { toolsBeyondScopes } from './scope-tools.ts';

/** The options that decide which GitHub is used, and which parts of it. */
export interface Reach {
  host: string | undefined;
  repos: readonly string[];
  lockdown: boolean;
  contentWindowSize: number;
  guard: GuardMode;
  /** Nobody is to be asked: the guard has no one to ask either. */
  noConfirm: boolean;
}

export interface Signed {
  credentials: Credentials;
  userAgent: string;
  log: Log;
  tools: Start['tools'];
  /** Looks at the sign-in before anything is offered. */
  check?(transport: Transport): Promise<void>;
  /** Returns the earlier reads of this caller; called after the check. */
  reads?(): Reads;
}

/** The host that the options name; tests name a double on this computer in the environment instead. */
export function hostIn({ host }: Pick<Reach, 'host'>): Host {
  const double = process.env['GITHUB_STAND_IN'];
  return double === undefined || double === '' ? hostOf(host) : hostOfStandIn(double);
}

/** Everything that belongs to one sign-in: its client, cache, limits, and what was read with it. Two never share any of it. */
export async function openGitHub(
  { host, repos, lockdown, guard, noConfirm, contentWindowSize }: Reach,
  { credentials, userAgent, log, tools, check, reads }: Signed,
): Promise<Opened<Context> & { changed(): void }> {
  const where = hostIn({ host });
  const read = readableHost(new URL(where.web).hostname);
  if (read !== undefined)
    log.warn(`--host is ${JSON.stringify(read)}. Is this the name that you mean?`, { host: where.web });
  const transport = new Transport({ host: where, credentials, log, userAgent });
  await check?.(transport);
  const mode = noConfirm ? 'off' : guard;
  const github = new GitHub(transport, { allowed: new Allowed(repos), lockdown, guard: mode, reads: reads?.() });
  let hidden: Promise<readonly string[]> | undefined;
  const hides = () => (hidden ??= toolsBeyondScopes(transport, credentials, tools, log));
  return {
    context: { github, catalog: tools, contentWindow: contentWindowSize, hides },
    hides,
    changed: () => void (hidden = undefined),
    ready: () => github.warm(),
    normalize: (given) => normalize(given, where.web),
    without: await toolsLackedBy(transport, log),
  };
}
