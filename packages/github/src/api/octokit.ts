import { redact, type Log } from '@mcp-reference/kit';
import type { Octokit } from '@octokit/core';
import type { EndpointDefaults, OctokitResponse } from '@octokit/types';
import type { Host } from './host.ts';

type Options = Required<EndpointDefaults>;

/** A hook around every request of Octokit, which may send it several times. */
export type Policy = (
  request: (options: Options) => OctokitResponse<unknown> | Promise<OctokitResponse<unknown>>,
  options: Options,
) => Promise<OctokitResponse<unknown>>;

interface Setup {
  host: Host;
  log: Log;
  userAgent: string;
  fetch: unknown;
  /** Runs around every request. */
  policy: Policy;
}

/** Loads Octokit and sets it up: its `fetch` bounds each exchange, and its hook decides how often one is made and what it means. */
export async function newOctokit({ host, log, userAgent, fetch, policy }: Setup): Promise<Octokit> {
  const { Octokit: Library } = await import('@octokit/core');
  const say = (message: string) => log.warn('octokit', { note: redact(message) });
  const octokit = new Library({
    baseUrl: host.rest,
    userAgent,
    request: { fetch },
    log: { debug() {}, info() {}, warn: say, error: say },
  });
  octokit.hook.wrap('request', policy);
  return octokit;
}
