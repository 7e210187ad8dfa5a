import {
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type InputRequest,
  type InputRequiredResult,
} from '@modelcontextprotocol/server';
import { isRecord } from '../is-record.ts';

/** What a call asks of its client, as the protocol has it: a form for the user, or of a client that has them a completion or the roots. */
export type Question = InputRequest;

/** What a client has answered so far, untrusted, by the names of the questions. */
export type Replies = Readonly<Record<string, unknown>>;

/** Thrown through a handler whose call needs an answer first; the boundary turns it into the protocol's question. */
export class NeedsAnswer extends Error {
  readonly question: InputRequiredResult;

  /** What was answered before travels with the question, and comes back with the answer: the call begins anew then. */
  constructor(questions: Readonly<Record<string, Question>>, before: Replies) {
    super('The call needs an answer first.');
    this.question = inputRequired({ inputRequests: questions, requestState: JSON.stringify(before) });
  }
}

/** The replies to all questions, or those that are missing are asked. */
export function ask(questions: Readonly<Record<string, Question>>, replies: Replies): Replies {
  const missing = Object.entries(questions).filter(([name]) => inputResponse({ ...replies }, name).kind === 'missing');
  if (missing.length > 0) throw new NeedsAnswer(Object.fromEntries(missing), replies);
  return Object.fromEntries(Object.keys(questions).map((name) => [name, replies[name]]));
}

/**
 * All that a client has answered in the course of a call: now, and in rounds before. It is not signed, as it holds
 * nothing but the client's own answers: one that wanted to forge an answer could simply give it.
 * @throws ProtocolError for what was never handed out.
 */
export function repliesIn(responses: Replies | undefined, state: unknown): Replies {
  return { ...(state === undefined ? {} : parseState(state)), ...responses };
}

function parseState(state: unknown): Replies {
  try {
    const replies: unknown = typeof state === 'string' ? JSON.parse(state) : undefined;
    if (isRecord(replies)) return replies;
  } catch {
    // Said below.
  }
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The requestState is not one that this server gave.');
}

/** Whether the client declared that it can answer such a question. */
export function canAnswer(capabilities: unknown, method: Question['method']): boolean {
  if (!isRecord(capabilities)) return false;
  if (method === 'sampling/createMessage') return isRecord(capabilities['sampling']);
  if (method === 'roots/list') return isRecord(capabilities['roots']);
  const { elicitation } = capabilities;
  // A client that declares elicitation without saying how shows forms: before 2025-11-25 there was nothing else.
  return isRecord(elicitation) && ('form' in elicitation || !('url' in elicitation));
}
