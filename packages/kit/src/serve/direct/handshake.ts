import { isRecord } from '../../is-record.ts';
import { instructionsFor } from '../instructions.ts';
import { capabilitiesOf, identityOf } from '../introduction.ts';
import type { Serving } from '../mcp.ts';
import { isPlainCapabilities, isPlainClient, legacyVersions, type PlainRequest } from './plain.ts';

/** The client of a handshake. */
export interface Handshake {
  capabilities: Readonly<Record<string, unknown>>;
  info: unknown;
  version: string;
  result: object;
}

const keys: ReadonlySet<string> = new Set(['protocolVersion', 'capabilities', 'clientInfo']);

/**
 * Reads an `initialize` in the usual form. Returns undefined for others, and where the server wants to know the client's
 * roots, which the SDK asks for.
 */
export function readHandshake<Context>({ params }: PlainRequest, serving: Serving<Context>): Handshake | undefined {
  if (params === undefined || Object.keys(params).some((key) => !keys.has(key))) return undefined;
  const { protocolVersion, capabilities, clientInfo: info } = params;
  if (typeof protocolVersion !== 'string' || !legacyVersions.includes(protocolVersion)) return undefined;
  if (!isRecord(capabilities) || !isPlainCapabilities(capabilities) || !isPlainClient(info)) return undefined;
  const { server, context } = serving;
  if (capabilities['roots'] !== undefined && server.clientRoots?.wanted(context) === true) return undefined;
  const instructions = instructionsFor(serving);
  const result = {
    protocolVersion,
    capabilities: capabilitiesOf(serving, 'legacy'),
    serverInfo: identityOf(server),
    ...(instructions && { instructions }),
  };
  return { capabilities, info, version: protocolVersion, result };
}
