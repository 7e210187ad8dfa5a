import type { ResponseHeaders } from '@octokit/types';
import { movedHeader } from './fetch.ts';
import type { Calling } from './octokit.ts';

/** Warns of what an answer says beside its data. */
export function warnOf(headers: ResponseHeaders, target: string, { warn }: Calling): void {
  if (headers[movedHeader] !== undefined) warn(`${target} was moved or renamed; use the name that the answer has.`);
  if (String(headers['x-github-sso']).startsWith('partial-results'))
    warn('Results of organizations that want single sign-on are missing: the token is not authorized for them.');
}
