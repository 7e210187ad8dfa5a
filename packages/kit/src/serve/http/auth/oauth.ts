import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import { ToolError } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import { busy } from '../http-error.ts';
import { bearerChallenge, bearerOf, unauthorised, type Caller, type Gate } from './gate.ts';
import { IssuerKeys, isSafe, IssuerUnreachable } from './issuer-keys.ts';

/** Signature algorithms whose private key only the issuer has: no `none`, and none that a public key could sign. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** The allowed difference between the clocks, in seconds. */
const skew = 30;

/** The end of the year 9999, in seconds since the epoch. */
const lastDate = 253_402_300_799;

export interface OAuthOptions {
  issuer: string;
  audience: string;
  /** The URL of the server, as clients know it. */
  resource: URL;
  /** The URL of its metadata. */
  metadataUrl: URL;
  scopes: readonly string[];
  title: string;
  log: Log;
  /** The timeout for requests to the issuer, in milliseconds. */
  issuerTimeout?: number;
}

/**
 * An OAuth 2.1 resource server: access tokens are JWTs (RFC 9068) that the issuer signed for this audience. Keys are
 * fetched when first needed, and again when a token names an unknown one, so that they can be rotated.
 */
export function oauthGate(options: OAuthOptions): Gate {
  const { audience, resource, metadataUrl, scopes, title, log } = options;
  const issuer = issuerUrl(options.issuer);
  const keys = new IssuerKeys(options.issuer, issuer, options.issuerTimeout);
  const gate: Gate = {
    name: 'oauth',
    individual: true,
    async check(request) {
      const token = bearerOf(request, gate);
      let payload: JWTPayload;
      try {
        assertAccessToken(token);
        ({ payload } = await jwtVerify(token, keys.find, {
          issuer: options.issuer,
          audience,
          algorithms,
          clockTolerance: skew,
          requiredClaims: ['exp', 'sub'],
        }));
        assertDates(payload);
      } catch (error) {
        const problem = problemOf(error);
        if (problem !== undefined) throw unauthorised(gate, problem);
        if (!(error instanceof IssuerUnreachable))
          log.error('the authorization server does not answer', { issuer: options.issuer, error });
        throw busy(503, 'Tokens cannot be verified now; try again.', 5);
      }
      const { sub } = payload as { sub?: unknown };
      if (typeof sub !== 'string' || sub.trim() === '') throw unauthorised(gate, "The token's sub is not accepted.");
      return callerOf(payload);
    },
    challenge: (problem) =>
      bearerChallenge({
        error: problem?.error,
        error_description: problem?.description,
        // All of them: a client that registers itself is limited to the scopes of the first challenge.
        scope: problem?.scope ?? scopes.join(' '),
        resource_metadata: metadataUrl.href,
      }),
    metadata: {
      resource: resource.href,
      authorization_servers: [options.issuer],
      scopes_supported: scopes,
      bearer_methods_supported: ['header'],
      resource_name: title,
    },
  };
  return gate;
}

/**
 * Checks the form of a token before anything is fetched for it: a signed JWT with an accepted algorithm and the type of
 * an access token (RFC 9068, section 4). An ID token for the same audience is rejected.
 */
function assertAccessToken(token: string): void {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(token);
  } catch (error) {
    throw new errors.JWTInvalid('no header', { cause: error });
  }
  if (token.split('.').length !== 3) throw new errors.JWTInvalid('not three parts');
  if (!algorithms.includes(header.alg ?? '')) throw new errors.JOSEAlgNotAllowed();
  const { typ }: { typ?: unknown } = header;
  if (typeof typ !== 'string' || !/^(application\/)?at\+jwt$/i.test(typ)) throw new WrongType();
}

/**
 * Checks that the dates of a token are seconds that a calendar has, in an order that makes sense (RFC 7519, section 2). A date that
 * is missing is left to the required claims.
 */
function assertDates(payload: JWTPayload): void {
  const now = Date.now() / 1000;
  const { exp, nbf, iat }: { exp?: unknown; nbf?: unknown; iat?: unknown } = payload;
  const check = (claim: string, date: unknown, latest: number) => {
    if (date === undefined) return;
    if (typeof date !== 'number' || !(date >= 0 && date <= latest))
      throw new errors.JWTClaimValidationFailed('not a sane date', payload, claim, 'check_failed');
  };
  check('exp', exp, lastDate);
  check('nbf', nbf, Math.min(now + skew, Number(exp)));
  check('iat', iat, Math.min(now + skew, Number(exp)));
}

/** A JWT for another purpose, such as an ID token. */
class WrongType extends errors.JWTInvalid {}

/** @throws ToolError when someone else could answer for the issuer. */
export function issuerUrl(issuer: string): URL {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url === undefined || !isSafe(url) || url.search !== '' || url.hash !== '')
    throw new ToolError('invalid', `--oauth-issuer must be an https address, not "${issuer}".`);
  return url;
}

/** Describes the fault in a token for the caller; undefined when the token is not at fault. */
function problemOf(error: unknown): string | undefined {
  if (error instanceof WrongType) return 'The token is not an access token: its type (typ) must be at+jwt.';
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'aud'
      ? 'The token was issued for another audience.'
      : `The token's ${error.claim} is not accepted.`;
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed)
    return "The token's signature is not one of the issuer.";
  if (error instanceof errors.JOSEAlgNotAllowed) return "The token's signature algorithm is not accepted.";
  const isOfToken =
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSMultipleMatchingKeys;
  return isOfToken ? 'The token is not a signed JWT.' : undefined;
}

function callerOf(payload: JWTPayload): Caller {
  const client = payload['client_id'] ?? payload['azp'];
  const granted = payload['scope'] ?? payload['scp'];
  const scopes = Array.isArray(granted) ? granted : typeof granted === 'string' ? granted.split(' ') : [];
  return {
    // JSON keeps the pair unambiguous, whatever characters its parts contain.
    id: JSON.stringify([payload.sub, typeof client === 'string' ? client : null]),
    scopes: new Set(scopes.filter((scope) => typeof scope === 'string')),
  };
}
