import { ToolError, type Call } from '@mcp-reference/kit';
import type { Credentials } from '../api/credentials.ts';
import type { Host } from '../api/host.ts';
import { tokenStore } from './credentials.ts';
import type { BegunSignIn } from './device.ts';

/** The name of the question among those of a call. */
const question = 'sign-in';

/** The time between two reports of progress while the person signs in, in milliseconds. */
const reportEvery = 2_000;

interface Waiting extends Pick<BegunSignIn, 'page' | 'code'> {
  /** Names the question to clients before 2026-07-28. */
  id: string;
  /** Begins to wait when the person has opened the page; later calls wait for the same. */
  done(): Promise<void>;
}

/**
 * Returns a function that signs the user in inside the host, before a call, where nobody is signed in, `--client-id` was
 * given, and the client opens pages. Otherwise the call continues without a token, as before.
 * @param changed is called after a sign-in: the token has other scopes than none
 */
export function signInWithin(
  credentials: Credentials,
  {
    clientId,
    host,
    userAgent,
    changed,
  }: { clientId: string | undefined; host: Host; userAgent: string; changed: () => void },
): ((call: Call) => Promise<void>) | undefined {
  if (clientId === undefined) return undefined;
  // As the environment is now, like the place where the token is looked up.
  const store = tokenStore(host);
  let waiting: Promise<Waiting> | undefined;
  let settled = false;

  const begin = async (): Promise<Waiting> => {
    const ended = new AbortController();
    const { beginSignIn } = await import('./device.ts');
    const begun = await beginSignIn({ clientId, host, userAgent, signal: ended.signal });
    let done: Promise<void> | undefined;
    const finish = async () => {
      try {
        await store.keep(await begun.finish());
        // What was looked up before had found nothing.
        await credentials.token(ended.signal, true);
        settled = true;
      } finally {
        waiting = undefined;
      }
    };
    return { id: crypto.randomUUID(), page: begun.page, code: begun.code, done: () => (done ??= finish()) };
  };

  return async (call) => {
    if (settled || !call.canAsk('elicitation/create', 'url')) return;
    if ((await credentials.token(call.signal)) !== undefined) return void (settled = true);
    const { id, page, code, done } = await (waiting ??= begin().catch((error: unknown) => {
      waiting = undefined;
      throw error;
    }));
    const message = `Sign in to GitHub: enter the code ${code} on this page, then come back.`;
    const asked = {
      method: 'elicitation/create',
      params: { mode: 'url', message, url: page, elicitationId: id },
    } as const;
    const { [question]: reply } = await call.ask({ [question]: asked });
    if (!isAccepted(reply)) {
      // Not asked again; what is public can be read without.
      settled = true;
      return;
    }
    await untilDone(done(), call);
    changed();
    call.relist?.();
  };
}

const isAccepted = (reply: unknown): boolean =>
  typeof reply === 'object' && reply !== null && 'action' in reply && reply.action === 'accept';

/** Waits as long as the call may; the sign-in itself continues when the call has ended. */
async function untilDone(done: Promise<void>, call: Call): Promise<void> {
  let reports = 0;
  const timer = setInterval(() => call.progress(++reports, undefined, 'Waiting for the sign-in'), reportEvery);
  const over = new Promise<never>((_resolve, reject) => {
    const end = () => reject(new ToolError('timeout', 'Nobody has signed in yet. Call again when it is done.'));
    call.signal.addEventListener('abort', end, { once: true });
  });
  try {
    await Promise.race([done, over]);
  } finally {
    clearInterval(timer);
  }
}
