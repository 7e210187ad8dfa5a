import type { IncomingMessage } from 'node:http';
import type { Secret } from '../../../secrets/secret.ts';
import { HttpError } from '../http-error.ts';

/** The caller of a request. */
export interface Caller {
  /** Distinguishes callers in limits and logs; never a credential. */
  id: string;
  /** The scopes that the caller was granted; undefined means all. */
  scopes?: ReadonlySet<string>;
  /** The caller's credential, if each caller has a separate context. */
  token?: Secret;
}

/** Decides who may call. */
export interface Gate {
  /** The name in the log. */
  name: string;
  /** True if callers can be distinguished. */
  individual: boolean;
  /** @throws HttpError 401, or 503 when it cannot be decided now. */
  check(request: IncomingMessage): Promise<Caller>;
  /** Returns the challenge for `WWW-Authenticate`. */
  challenge(problem?: Problem): string;
  /** The protected-resource metadata (RFC 9728), if callers get their tokens from an authorization server. */
  metadata?: object;
}

/** The fault in a credential (RFC 6750, section 3.1). */
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

/** Reads the credential of a request from `Authorization`, the only place where it is accepted. */
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

/** Formats a challenge (RFC 6750) with quoted values. */
export function bearerChallenge(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}="${value.replaceAll(/[^ !#-[\]-~]/g, ' ')}"`],
  );
  return given.length === 0 ? 'Bearer' : `Bearer ${given.join(', ')}`;
}
