import {
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type InputRequest,
  type InputRequiredResult,
} from '@modelcontextprotocol/server';
import { isRecord } from '../is-record.ts';

/** A request to the client: a form for the user or, if the client supports it, a completion or its roots. */
export type Question = InputRequest;

/** The client's replies so far, untrusted, by the names of the questions. */
export type Replies = Readonly<Record<string, unknown>>;

/**
 * Thrown through a handler whose call needs an answer first. The call boundary turns it into the protocol's question.
 */
export class NeedsAnswer extends Error {
  readonly question: InputRequiredResult;

  /**
   * Earlier answers travel with the question and come back with the answer, because the call then runs again from its
   * beginning.
   */
  constructor(questions: Readonly<Record<string, Question>>, before: Replies) {
    super('The call needs an answer first.');
    this.question = inputRequired({ inputRequests: questions, requestState: JSON.stringify(before) });
  }
}

/**
 * Returns the replies to all questions.
 * @throws NeedsAnswer for the questions without a reply.
 */
export function ask(questions: Readonly<Record<string, Question>>, replies: Replies): Replies {
  const missing = Object.entries(questions).filter(([name]) => inputResponse({ ...replies }, name).kind === 'missing');
  if (missing.length > 0) throw new NeedsAnswer(Object.fromEntries(missing), replies);
  return Object.fromEntries(Object.keys(questions).map((name) => [name, replies[name]]));
}

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
    const replies: unknown = typeof state === 'string' ? JSON.parse(state) : undefined;
    if (isRecord(replies)) return replies;
  } catch {
    // Reported below.
  }
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The requestState is not one that this server gave.');
}

/** True if the client declared that it can answer such a question; `url` is a page that it opens for the user. */
export function canAnswer(capabilities: unknown, method: Question['method'], mode: 'form' | 'url' = 'form'): boolean {
  if (!isRecord(capabilities)) return false;
  if (method === 'sampling/createMessage') return isRecord(capabilities['sampling']);
  if (method === 'roots/list') return isRecord(capabilities['roots']);
  const { elicitation } = capabilities;
  if (mode === 'url') return isRecord(elicitation) && isRecord(elicitation['url']);
  // A client that declares elicitation without a mode shows forms: before 2025-11-25 there was no other mode.
  return isRecord(elicitation) && ('form' in elicitation || !('url' in elicitation));
}
