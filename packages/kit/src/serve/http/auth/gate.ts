import type { IncomingMessage } from 'node:http';
import type { Secret } from '../../../secrets/secret.ts';
import { HttpError } from '../http-error.ts';

/** Who a request comes from. */
export interface Caller {
  /** Tells callers apart, for limits and logs; never a credential. */
  id: string;
  /** What the caller was granted; absent where everything is. */
  scopes?: ReadonlySet<string>;
  /** The caller's own credential, where each has a context of its own. */
  token?: Secret;
}

/** Decides who may call. */
export interface Gate {
  /** For the log. */
  name: string;
  /** Whether callers are told apart. */
  individual: boolean;
  /** @throws HttpError 401, or 503 when it cannot be decided now. */
  check(request: IncomingMessage): Promise<Caller>;
  /** The challenge of a refusal, as it stands in `WWW-Authenticate`. */
  challenge(problem?: Problem): string;
  /** The protected-resource metadata (RFC 9728), where callers get their tokens from an authorization server. */
  metadata?: object;
}

/** What was wrong with a credential that was shown (RFC 6750, section 3.1). */
export interface Problem {
  error: 'invalid_token' | 'insufficient_scope';
  description: string;
  scope?: string;
}

export const openGate: Gate = {
  name: 'none',
  individual: false,
  check: async () => ({ id: 'anyone' }),
  challenge: () => 'Bearer',
};

/** The credential of a request, from the one place where it may stand. */
export function bearerOf({ headers: { authorization } }: IncomingMessage, gate: Pick<Gate, 'challenge'>): string {
  if (authorization === undefined)
    throw new HttpError(401, 'A token is needed: Authorization: Bearer ...', { 'www-authenticate': gate.challenge() });
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1];
  if (token === undefined) throw unauthorised(gate, 'The Authorization header holds no bearer token.');
  return token;
}

export function unauthorised(gate: Pick<Gate, 'challenge'>, description: string): HttpError {
  const challenge = gate.challenge({ error: 'invalid_token', description });
  return new HttpError(401, description, { 'www-authenticate': challenge });
}

/** A challenge of RFC 6750, with its values quoted. */
export function bearerChallenge(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}="${value.replaceAll(/[^ !#-[\]-~]/g, ' ')}"`],
  );
  return given.length === 0 ? 'Bearer' : `Bearer ${given.join(', ')}`;
}
