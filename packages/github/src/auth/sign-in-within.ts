import { findSecret, ToolError, type Call } from '@mcp-reference/kit';
import type { Credentials } from '../api/credentials.ts';
import type { Host } from '../api/host.ts';
import { clientSecretVariable, tokenStore } from './credentials.ts';
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
  /** Gives the sign-in up. */
  cancel(): void;
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
    device,
    host,
    userAgent,
    changed,
  }: { clientId: string | undefined; device: boolean; host: Host; userAgent: string; changed: () => void },
): ((call: Call) => Promise<void>) | undefined {
  if (clientId === undefined) return undefined;
  // As the environment is now, like the place where the token is looked up.
  const store = tokenStore(host);
  const env = { ...process.env };
  let waiting: Promise<Waiting> | undefined;
  let settled = false;

  const begin = async (): Promise<Waiting> => {
    const ended = new AbortController();
    const common = { clientId, host, userAgent, signal: ended.signal };
    const clientSecret = device ? undefined : await findSecret({ variables: [clientSecretVariable] }, env);
    const begun =
      clientSecret === undefined
        ? await (await import('./device.ts')).beginSignIn(common)
        : await (await import('./browser.ts')).beginInBrowser({ ...common, clientSecret });
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
    // A page without a code comes back by itself. When its time is over, the next call needs another one.
    if (begun.code === undefined) (done = finish()).catch(() => {});
    const cancel = () => ended.abort();
    return { ...begun, id: crypto.randomUUID(), done: () => (done ??= finish()), cancel };
  };

  return async (call) => {
    if (settled || !call.canAsk('elicitation/create', 'url')) return;
    if ((await credentials.token(call.signal)) !== undefined) return void (settled = true);
    const { id, page, code, done, cancel } = await (waiting ??= begin().catch((error: unknown) => {
      waiting = undefined;
      throw error;
    }));
    const entered = code === undefined ? 'allow it' : `enter the code ${code}`;
    const message = `Sign in to GitHub: ${entered} on this page, then come back.`;
    const asked = {
      method: 'elicitation/create',
      params: { mode: 'url', message, url: page, elicitationId: id },
    } as const;
    const { [question]: reply } = await call.ask({ [question]: asked });
    if (!isAccepted(reply)) {
      // Not asked again; what is public can be read without.
      settled = true;
      cancel();
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
