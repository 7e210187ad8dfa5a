import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ToolError, type Secret } from '@mcp-reference/kit';
import { reasonOf } from './reasons.ts';

export interface Callback {
  /** True for the value that this sign-in began with. */
  isState(given: string): boolean;
  /** True for the server that was asked, where an answer names one. */
  isIssuer(given: string): boolean;
  /** Turns the code into a token. Called once. */
  exchange(code: string): Promise<Secret>;
  signal: AbortSignal;
  /** Milliseconds until the port closes. */
  limit: number;
}

export interface OpenCallback {
  /** The address that GitHub sends the browser back to. */
  redirect: string;
  /**
   * Settles once the browser has come back.
   * @throws ToolError `denied` when the person declines or nobody comes in time
   */
  token: Promise<Secret>;
}

const path = '/callback';
const loopback = '127.0.0.1';

/**
 * Opens a port of the loopback address for one redirect. Only a GET of the callback's path, under this very host and with
 * the state of this sign-in counts; everything else is refused and does not end the wait, so that no other page or program can.
 */
export async function waitForCode({ isState, isIssuer, exchange, signal, limit }: Callback): Promise<OpenCallback> {
  let resolve: (token: Secret) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const token = new Promise<Secret>((...ends) => ([resolve, reject] = ends));
  // A sign-in that was begun may never be waited for.
  token.catch(() => {});
  let isUsed = false;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { port } = server.address() as AddressInfo;
    const given = codeIn(request, `${loopback}:${port}`);
    if (given === undefined) return show(response, 404, 'There is nothing here.');
    if (isUsed) return show(response, 410, 'This sign-in was already used. Start another one.');
    if (!isState(given.state) || given.issuers.some((one) => !isIssuer(one)))
      return show(response, 400, 'This is not the sign-in that was started here.');
    isUsed = true;
    try {
      if (given.code === undefined)
        throw new ToolError('denied', `The sign-in was not granted: ${reasonOf(given.error)}`);
      const made = await exchange(given.code);
      show(response, 200, 'You are signed in. You can close this page.');
      resolve(made);
    } catch (error) {
      show(response, 400, 'The sign-in failed. The program that started it says why.');
      reject(error);
    }
  };
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000, maxHeaderSize: 8_192 }, (...both) => {
    // A request that cannot be answered ends neither the sign-in nor this process.
    answer(...both).catch(() => both[1].destroy());
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, loopback, listening);
  });

  const over = () => reject(new ToolError('denied', 'Nobody signed in on the page in time. Start again.'));
  const timer = setTimeout(over, limit);
  const cancelled = () => reject(signal.reason);
  signal.addEventListener('abort', cancelled, { once: true });
  const close = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancelled);
    server.close();
    // After the page has been sent.
    setTimeout(() => server.closeAllConnections(), 1_000).unref();
  };
  token.then(close, close);
  return { redirect: `http://${loopback}:${(server.address() as AddressInfo).port}${path}`, token };
}

interface Returned {
  state: string;
  code: string | undefined;
  /** The servers that the answer claims to be of. */
  issuers: readonly string[];
  error: string;
}

/** Reads what the browser brings; undefined for a request that is not the redirect, such as one under another host name. */
function codeIn({ method, url = '', headers }: IncomingMessage, host: string): Returned | undefined {
  if (method !== 'GET' || headers.host !== host || !url.startsWith('/') || !URL.canParse(`http://${host}${url}`))
    return undefined;
  const { pathname, searchParams } = new URL(`http://${host}${url}`);
  if (pathname !== path) return undefined;
  const one = (name: string) => {
    const values = searchParams.getAll(name);
    return values.length === 1 && values[0] !== '' ? values[0] : undefined;
  };
  return {
    state: one('state') ?? '',
    code: one('code'),
    issuers: searchParams.getAll('iss'),
    error: one('error') ?? 'no code came back',
  };
}

/** A page of one fixed sentence: nothing that a request brings is shown. */
function show(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(`<!doctype html><html lang="en"><title>GitHub sign-in</title><p>${sentence}</p></html>\n`);
}
