import { ToolError, visible, type ErrorCode } from '@mcp-reference/kit';
import type { TokenKind } from './credentials.ts';
import { clean, messageOf } from './message.ts';
import { isRecord } from './scope.ts';
import { missingScopes } from './scopes.ts';

/** An answer that is not a success. */
export interface Refusal {
  status: number;
  headers: Headers;
  /** The decoded body; a text when it was not JSON. */
  data: unknown;
  /** The thing asked for, in the caller's names: `octo/hello issues/12`. */
  target: string;
  write: boolean;
  kind: TokenKind;
  /** True if the token came with the call, over HTTP. */
  ofCaller: boolean;
  /** True for GitHub Enterprise Server, which may be too old. */
  ownServer: boolean;
}

/** Turns an answer that is not a success into an error that says what to do. */
export function failureOf(refusal: Refusal): ToolError {
  const { status, headers, target, write, kind, ofCaller, ownServer } = refusal;
  const said = messageOf(refusal.data);
  const fail = (code: ErrorCode, message: string, reason: string, retryable = false) =>
    new ToolError(code, message, { reason, retryable });
  const quote = said === '' ? '' : ` GitHub says: ${said}`;

  const sso = /^required; url=(https:\/\/\S+)/.exec(headers.get('x-github-sso') ?? '')?.[1];
  if (sso !== undefined)
    return fail(
      'denied',
      `The organization of ${target} wants the token authorized for single sign-on: ${sso}`,
      'sso_required',
    );

  switch (status) {
    case 401:
      return fail('denied', `${ofCaller ? callerHint : signInHint(kind)}${issuedAtHint(said)}${quote}`, 'unauthorized');
    case 403:
    case 404: {
      const rule = ruleOf(refusal, said);
      if (rule !== undefined) return rule;
      const missing = missingScopes(headers, kind);
      // A header that lists scopes is only a hint: public_repo is enough where repo is listed, and other reasons come first.
      const generic = /^(not found|forbidden|)$/i.test(said);
      if (missing !== undefined && (generic || /scope/i.test(said)))
        return fail(
          'denied',
          `The token may lack a scope for ${target}: ${missing}. Sign in with a token that has it.${generic ? '' : quote}`,
          'missing_scope',
        );
      if (codesIn(refusal.data).includes('too_large'))
        return fail(
          'too_large',
          `${target} is too large for this API.${quote} Clone the repository to read it.`,
          'too_large',
        );
      if (status === 404) {
        if (
          ownServer &&
          /sub_issues|issue-types|issue-field|projectsV2|code-quality|dependencies|security-advisories/.test(target)
        )
          return fail(
            'unsupported',
            `${target} was not found: this GitHub server may be too old to have it.`,
            'unsupported_on_host',
          );
        return fail(
          'not_found',
          generic ? notFound(target, kind, write) : `${target} was not found.${quote}`,
          'not_found',
        );
      }
      const permissions = headers.get('x-accepted-github-permissions');
      if (/not accessible by (personal access token|integration)/i.test(said)) {
        const named = permissions ? `: it needs ${visible(permissions.replaceAll(';', ' or '))}` : '';
        return fail('denied', `The token has no permission for ${target}${named}.${quote}`, 'missing_permission');
      }
      if (/IP allow list/i.test(said))
        return fail(
          'denied',
          `The organization of ${target} does not allow this computer's address (IP allow list).`,
          'forbidden_ip',
        );
      return fail(
        'denied',
        `GitHub refused ${target}.${quote}${kind === 'none' ? ` ${signInHint(kind)}` : ''}`,
        'forbidden',
      );
    }
    case 405: {
      const rule = ruleOf(refusal, said);
      if (rule !== undefined) return rule;
      return fail('conflict', `Not possible now: ${target}.${quote}`, 'not_allowed');
    }
    case 406:
      return fail('too_large', `${target} cannot be given in this form.${quote}`, 'not_acceptable');
    case 409: {
      const rule = ruleOf(refusal, said);
      if (rule !== undefined) return rule;
      if (/repository is empty/i.test(said))
        return fail(
          'conflict',
          `The repository of ${target} is empty: it has no commit yet. push_files makes the first one.`,
          'empty_repository',
        );
      return fail('conflict', `${target} is in another state than the call expects.${quote}`, 'conflict');
    }
    case 410:
      return fail('unavailable', `${target} is gone, expired or switched off.${quote}`, 'gone');
    case 451:
      return fail('unavailable', `${target} is blocked for legal reasons.${quote}`, 'blocked');
    case 422: {
      const rule = ruleOf(refusal, said);
      if (rule !== undefined) return rule;
      if (codesIn(refusal.data).includes('too_large'))
        return fail('too_large', `${target} is too large for this API.${quote}`, 'too_large');
      if (/fast.?forward/i.test(said))
        return fail(
          'conflict',
          `The branch has moved on meanwhile; nothing was written. Read it again, then retry.${quote}`,
          'conflict',
        );
      return fail('invalid', `GitHub does not accept this for ${target}.${quote}`, 'unprocessable');
    }
    default:
      if (status >= 500)
        return write ? mayHaveHappened(target, `GitHub answered ${status}`) : unavailable(target, status);
      return fail('invalid', `GitHub answered ${status} to ${target}.${quote}`, `status_${status}`);
  }
}

/** A rule of the repository stands against it: rulesets, protected branches, push protection, the merge queue. */
function ruleOf({ data, target }: Refusal, said: string): ToolError | undefined {
  if (!/rule violations|protected branch|push protection|secret detected|push declined/i.test(said)) return undefined;
  const secrets = secretsIn(data);
  const what =
    secrets.length === 0 ? '' : ` The content holds what looks like a secret (${secrets.join(', ')}): remove it.`;
  const queue = /merge queue/i.test(said)
    ? ' Use merge_pull_request with queue: true to add it to the merge queue.'
    : '';
  return new ToolError('denied', `A rule of the repository forbids ${target}. GitHub says: ${said}${what}${queue}`, {
    reason: secrets.length > 0 ? 'secret_detected' : 'rule_violation',
  });
}

/** The kinds of secrets that push protection found. */
function secretsIn(data: unknown): string[] {
  const metadata = isRecord(data) ? data['metadata'] : undefined;
  const scanning = isRecord(metadata) ? metadata['secret_scanning'] : undefined;
  const found: unknown = isRecord(scanning) ? scanning['bypass_placeholders'] : undefined;
  return (Array.isArray(found) ? found : []).flatMap((one: unknown) =>
    isRecord(one) && typeof one['token_type'] === 'string' ? [clean(one['token_type'])] : [],
  );
}

const codesIn = (data: unknown): unknown[] =>
  isRecord(data) && Array.isArray(data['errors'])
    ? data['errors'].map((error: unknown) => (isRecord(error) ? error['code'] : undefined))
    : [];

function unavailable(target: string, status: number): ToolError {
  return new ToolError('unavailable', `GitHub answered ${status} for ${target}. Try again later.`, {
    reason: 'server_error',
  });
}

export const maybeApplied = 'It may have been applied: look before you send it again.';

/** A write that ended without an answer: sending it again could do it twice. */
export function mayHaveHappened(target: string, why: string): ToolError {
  return new ToolError('unavailable', `${why} to the write ${target}. ${maybeApplied}`, {
    reason: 'maybe_applied',
    retryable: false,
  });
}

/** The connection failed. */
export function networkFailure(target: string, write: boolean, error: unknown): ToolError {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'connection failed';
  // A connection that was never made has carried nothing.
  if (write && !/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|CERT/.test(code))
    return mayHaveHappened(target, `The connection broke (${code}) in answer`);
  return new ToolError('unavailable', `GitHub cannot be reached (${code}). Check the network, then try again.`, {
    reason: 'network',
    cause: error,
  });
}

function signInHint(kind: TokenKind): string {
  switch (kind) {
    case 'none':
      return 'This needs a sign-in: set GITHUB_PERSONAL_ACCESS_TOKEN, or run "mcp-server-github --login" once.';
    case 'installation':
      return "GitHub did not accept the App's token: check the App's id, key and installation.";
    case 'oauth':
    case 'app-user':
      return 'GitHub did not accept the token of the sign-in: run "mcp-server-github --login" again.';
    default:
      return 'GitHub did not accept the token: it is wrong, expired or revoked. Make a new one and restart the server with it.';
  }
}

const callerHint = 'GitHub did not accept your token: it is wrong, expired or revoked. Connect again with another one.';

const issuedAtHint = (said: string) =>
  /issued at/i.test(said) ? " The clock of this computer differs from GitHub's: set it right." : '';

function notFound(target: string, kind: TokenKind, write: boolean): string {
  if (write && kind !== 'none')
    return `${target} does not exist, or your token may not see it or write to it: GitHub says the same in each case.`;
  const who =
    kind === 'none'
      ? 'without a sign-in only public data is visible'
      : 'GitHub says the same where the token has no access';
  return `${target} does not exist or is not visible to you: ${who}.`;
}

/** An answer that is cut off or is not what the description of the API promises. */
export function badResponse(write: boolean): ToolError {
  return new ToolError(
    'unavailable',
    write
      ? `GitHub's answer to the write cannot be read. ${maybeApplied}`
      : "GitHub's answer cannot be read: it is cut off or has an unexpected form. Try again.",
    { reason: 'bad_response', retryable: !write },
  );
}
