import type { CalledTool } from '../../observe.ts';
import { HttpError } from '../http-error.ts';
import type { Caller, Gate } from './gate.ts';

/** Returns the scopes of a server: one for tools that only read, one for everything. */
export const scopesOf = (server: string) => ({ read: `${server}:read`, write: `${server}:write` });

/** The parts of a protocol message that authorization looks at. */
export interface Message {
  method: string;
  /** The tool named by a `tools/call`. */
  tool?: string;
}

/**
 * Checks a caller's scopes: `write` covers every tool that changes something and includes `read`, which covers the
 * rest.
 * @throws HttpError 403 that names the scope to request (RFC 6750, step-up authorization).
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
    // All of them, because a new grant replaces the old one.
    scope: changes === undefined ? read : `${read} ${write}`,
  });
  throw new HttpError(403, description, { 'www-authenticate': challenge });
}
