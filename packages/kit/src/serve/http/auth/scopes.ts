import type { CalledTool } from '../../observe.ts';
import { HttpError } from '../http-error.ts';
import type { Caller, Gate } from './gate.ts';

/** The scopes of a server: one for what only reads, one for everything. */
export const scopesOf = (server: string) => ({ read: `${server}:read`, write: `${server}:write` });

/** A message of the protocol, as far as authorisation looks at it. */
export interface Message {
  method: string;
  /** The tool that a `tools/call` names. */
  tool?: string;
}

/**
 * Lets a caller do what its scopes say: `write` is for every tool that changes something and includes `read`, which is
 * for all the rest.
 * @throws HttpError 403 that names the scope to ask for (RFC 6750, step-up authorisation).
 */
export function assertGranted(
  gate: Gate,
  { scopes }: Caller,
  server: string,
  messages: readonly Message[],
  toolOf: (name: string) => CalledTool | undefined,
): void {
  if (scopes === undefined) return;
  const { read, write } = scopesOf(server);
  if (scopes.has(write)) return;
  const changes = messages.find(({ tool }) => tool !== undefined && toolOf(tool)?.annotations.readOnlyHint === false);
  if (changes === undefined && scopes.has(read)) return;
  const scope = changes === undefined ? read : write;
  const description = `${changes?.tool ?? 'This server'} needs the scope ${scope}.`;
  const challenge = gate.challenge({
    error: 'insufficient_scope',
    description,
    // All of them: what is asked for replaces what was granted.
    scope: changes === undefined ? read : `${read} ${write}`,
  });
  throw new HttpError(403, description, { 'www-authenticate': challenge });
}
