import { redact, type Call, type Log } from '@mcp-reference/kit';
import type { Octokit } from '@octokit/rest';
import type { EndpointDefaults, OctokitResponse } from '@octokit/types';
import type { Host } from './host.ts';
import type { BytesForm, JsonForm } from './rest.ts';

type Options = Required<EndpointDefaults>;

/** A hook around every request of Octokit, which may send it several times. */
export type Policy = (
  request: (options: Options) => OctokitResponse<unknown> | Promise<OctokitResponse<unknown>>,
  options: Options,
) => Promise<OctokitResponse<unknown>>;

/** The part of a call that a request needs. */
export type Calling = Pick<Call, 'signal' | 'deadline' | 'warn'>;

/** Options of our own for a request. */
export interface OwnOptions<C extends Calling = Calling> {
  call: C;
  form?: JsonForm | BytesForm | { accept: string } | undefined;
  /** Tells whether a request changes something, where its verb does not. */
  write?: boolean;
  /** False where a redirect must not be followed, because only certain repositories may be read. */
  follow?: boolean;
}

/** Carries our own options with a request through Octokit, which would copy a plain object. */
class Carried {
  readonly own: OwnOptions;

  constructor(own: OwnOptions) {
    this.own = own;
  }
}

/** The `request` option that carries our own ones. */
export const carrying = (own: OwnOptions) => ({ carried: new Carried(own) });

/** Our own options of a request that reached a hook. */
export function ownOptions(options: Options): OwnOptions {
  const { carried } = options.request;
  if (!(carried instanceof Carried)) throw new Error(`${options.method} ${options.url} was sent without its call.`);
  return carried.own;
}

interface Setup {
  host: Host;
  log: Log;
  userAgent: string;
  fetch: unknown;
  /** Runs around every request. */
  hook: Policy;
}

/** Loads Octokit and sets it up: its `fetch` bounds each exchange, and its hook decides what is sent, how often, and what the answer means. */
export async function newOctokit({ host, log, userAgent, fetch, hook }: Setup): Promise<Octokit> {
  const { Octokit: Library } = await import('@octokit/rest');
  const warn = (message: string) => log.warn('octokit', { note: redact(message) });
  const octokit = new Library({
    baseUrl: host.rest,
    userAgent,
    request: { fetch },
    // It reports each answer that is not a success, which our hook turns into an error or a repeated request.
    log: { debug() {}, info() {}, error() {}, warn },
  });
  // Octokit's own hook, which is inside this one, sends the options that it was given first, so changes go into that object.
  octokit.hook.wrap('request', (request, options) =>
    hook((changed) => request(Object.assign(options, changed)), { ...options }),
  );
  return octokit;
}
