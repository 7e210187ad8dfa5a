import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { isRecord } from '../is-record.ts';
import type { Replies } from './ask.ts';
import { isNestedTooDeeply } from './nesting.ts';

/**
 * Collects a client's answers from this and earlier rounds of a call. They are not signed, because they hold only the
 * client's own answers: forging one gains nothing.
 * @throws ProtocolError for a state that this server did not send.
 */
export function repliesIn(responses: Replies | undefined, state: unknown): Replies {
  return { ...(state === undefined ? {} : parseState(state)), ...responses };
}

function parseState(state: unknown): Replies {
  try {
    const replies: unknown = typeof state === 'string' && !isNestedTooDeeply(state) ? JSON.parse(state) : undefined;
    if (isRecord(replies)) return replies;
  } catch {
    // Reported below.
  }
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The requestState is not one that this server gave.');
}
