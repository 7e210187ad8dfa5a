import { ToolError } from '@mcp-reference/kit';

/** One request as it goes out. */
export interface Outgoing {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  signal: AbortSignal;
}

/** One answer as it came in. */
export interface Incoming {
  status: number;
  headers: Headers;
  body: Buffer;
  /** True if the body was longer than allowed, and cut. */
  cut: boolean;
  /** The addresses that the request was redirected from. */
  movedFrom: readonly string[];
}

export interface Keeping {
  /** Bytes of the body that are kept. */
  most: number;
  /** A longer body is refused, or only its beginning or end is kept. */
  over: 'refuse' | 'head' | 'tail';
}

export interface ExchangeRules extends Keeping {
  /** The only origin that the token is sent to. */
  origin: string;
  /** Allows the answer to be fetched from another host, without the token: logs and archives are stored outside. */
  elsewhere: boolean;
  /** Allows redirects to be followed at all. */
  follow: boolean;
}

const mostRedirects = 3;

/**
 * Sends one request and reads its answer. Redirects are followed here, by hand: the platform's own way would turn a
 * POST into a GET that looks like a success, and take any address.
 * @throws ToolError for a redirect that is not followed; what the platform throws for a failed connection.
 */
export async function exchange(request: Outgoing, rules: ExchangeRules): Promise<Incoming> {
  const movedFrom: string[] = [];
  let { url } = request;
  let headers = request.headers;
  for (;;) {
    const { method, body, signal } = request;
    const response = await fetch(url, {
      method,
      headers,
      signal,
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
    const { status } = response;
    if (![301, 302, 303, 307, 308].includes(status)) {
      const read = await readBody(response, rules);
      return { status, headers: response.headers, movedFrom, ...read };
    }
    await response.body?.cancel();
    const next = nextAddress(response, url);
    const within = next?.origin === rules.origin;
    const repeatable = method === 'GET' || (within && (status === 307 || status === 308));
    if (next === undefined || !repeatable || movedFrom.length >= mostRedirects || !rules.follow) throw moved(method);
    if (!within && !(rules.elsewhere && isSafe(next, rules.origin))) {
      throw new ToolError('unavailable', 'GitHub redirected the request to another host; it was not followed.', {
        reason: 'redirected',
        retryable: false,
      });
    }
    movedFrom.push(url);
    url = next.href;
    if (!within || rules.elsewhere) headers = withoutToken(headers);
  }
}

function nextAddress(response: Response, from: string): URL | undefined {
  const location = response.headers.get('location');
  return location !== null && URL.canParse(location, from) ? new URL(location, from) : undefined;
}

/** Encrypted, or on this computer where the configured host is too. */
function isSafe(next: URL, origin: string): boolean {
  return next.protocol === 'https:' || (next.protocol === 'http:' && next.hostname === new URL(origin).hostname);
}

function withoutToken(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name)));
}

function moved(method: string): ToolError {
  return new ToolError(
    'conflict',
    method === 'GET'
      ? 'What was asked for has moved, and where to was not followed. A renamed repository must be given by its new name.'
      : 'The repository has moved or was renamed; nothing was written. Read it once to learn its new name, and write there.',
    { reason: 'moved', retryable: false },
  );
}

async function readBody(response: Response, { most, over }: Keeping): Promise<{ body: Buffer; cut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  let cut = false;
  if (response.body === null) return { body: Buffer.alloc(0), cut };
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (over === 'refuse' && declared > most) {
    await response.body.cancel();
    throw tooLarge(most);
  }
  for await (const part of response.body) {
    chunks.push(Buffer.from(part));
    size += part.length;
    if (size <= most) continue;
    cut = true;
    if (over === 'refuse') throw tooLarge(most);
    if (over === 'head') break;
    while (size - (chunks[0]?.length ?? 0) >= most) size -= chunks.shift()?.length ?? 0;
  }
  const all = Buffer.concat(chunks);
  return { body: over === 'tail' ? all.subarray(Math.max(0, all.length - most)) : all.subarray(0, most), cut };
}

const tooLarge = (most: number) =>
  new ToolError('too_large', `GitHub's answer has more than ${most / 1e6} MB; ask for less (a smaller perPage).`);
