import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { HttpError } from './http-error.ts';

/** Headers that affect a decision: if one is sent twice, two programs in a row could read it differently. */
const single = new Set([
  'host',
  'origin',
  'authorization',
  'content-length',
  'content-type',
  'mcp-session-id',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
]);

/** Names that some programs read as those of headers that say where a request ends. */
const likeFraming = /^(?:transfer|content)_(?:encoding|length)$/;

/** @throws HttpError 400 for an ambiguous request. */
export function assertUnambiguous({ rawHeaders, headers, httpVersion }: IncomingMessage): void {
  const encoding = headers['transfer-encoding'];
  // Node reads some that another program in a row could read in another way, or not at all.
  if (encoding !== undefined && (encoding.toLowerCase() !== 'chunked' || httpVersion === '1.0'))
    throw new HttpError(400, 'A body comes with a length or in chunks, and nothing else.', { connection: 'close' });
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? '';
    if (likeFraming.test(name)) throw new HttpError(400, `There is no header ${name}.`, { connection: 'close' });
    if (!single.has(name) && !name.startsWith('x-mcp-')) continue;
    if (seen.has(name)) throw new HttpError(400, `The header ${name} is given twice.`, { connection: 'close' });
    seen.add(name);
  }
}

/** Checks the names in a request, against DNS rebinding and web pages from other origins. */
export class HostCheck {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  #known: string | undefined;

  /**
   * @param hosts the host names that requests may use.
   * @param origins the web pages that may call, in addition to pages of the called address itself.
   */
  constructor(hosts: ReadonlySet<string>, origins: readonly string[]) {
    this.#hosts = hosts;
    this.#origins = new Set(origins.map((origin) => origin.toLowerCase().replace(/\/$/, '')));
  }

  /** @throws HttpError 403. */
  check({ headers: { host, origin } }: IncomingMessage): void {
    // The last one that passed, as nearly all requests have the same.
    if (host === undefined || host !== this.#known) {
      if (!this.#hosts.has(hostnameIn(host ?? '') ?? ''))
        throw new HttpError(403, 'This host name is not one of the server; --http-hosts names more.');
      this.#known = host;
    }
    // Only browsers send it.
    if (origin !== undefined && !this.#isAllowed(origin, host))
      throw new HttpError(403, 'This web page may not call the server; --http-origins names those that may.');
  }

  /** Returns the headers that let an allowed page read the answer. */
  corsHeaders({ headers: { host, origin } }: IncomingMessage): OutgoingHttpHeaders {
    if (origin === undefined || !this.#isAllowed(origin, host)) return {};
    return {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'mcp-session-id, www-authenticate, retry-after, x-request-id',
      vary: 'origin',
    };
  }

  /**
   * Compares whole origins: another port of the same machine is another page, such as a development server with
   * third-party code.
   */
  #isAllowed(origin: string, host: string | undefined): boolean {
    if (this.#origins.has(origin.toLowerCase())) return true;
    const from = hostnameOf(origin) === undefined ? undefined : new URL(origin);
    return from !== undefined && from.origin === origin.toLowerCase() && from.host === hostOf(from.protocol, host);
  }
}

/** A preflight that passed the origin check may use all of these. */
export const preflightHeaders: OutgoingHttpHeaders = {
  'access-control-allow-methods': 'GET, POST, DELETE',
  'access-control-allow-headers':
    'authorization, content-type, accept, last-event-id, mcp-session-id, mcp-protocol-version, mcp-method, mcp-name, x-mcp-toolsets, x-mcp-tools, x-mcp-exclude-tools, x-mcp-readonly, x-mcp-lockdown',
  'access-control-max-age': '600',
};

/** Returns the name in a host, in small letters. Other spellings of an address, such as 127.1, are none of the server's. */
function hostnameIn(host: string): string | undefined {
  const name = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d*)?$/i.exec(host)?.[1]?.toLowerCase();
  return name === hostnameOf(`http://${host}`) ? name : undefined;
}

/** Returns the host of a request with its port, in the form that a URL of that protocol has. */
function hostOf(protocol: string, host: string | undefined): string | undefined {
  const url = `${protocol}//${host ?? ''}`;
  return hostnameOf(url) === undefined ? undefined : new URL(url).host;
}

function hostnameOf(url: string): string | undefined {
  try {
    const { hostname, protocol, username, pathname } = new URL(url);
    return /^https?:$/.test(protocol) && username === '' && pathname === '/' ? hostname : undefined;
  } catch {
    return undefined;
  }
}
