import type { InputRequest, InputRequiredResult } from '@modelcontextprotocol/server';
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
    // In the SDK's form, without loading it.
    this.question = {
      resultType: 'input_required',
      inputRequests: { ...questions },
      requestState: JSON.stringify(before),
    };
  }
}

/**
 * Returns the replies to all questions.
 * @throws NeedsAnswer for the questions without a reply.
 */
export function ask(questions: Readonly<Record<string, Question>>, replies: Replies): Replies {
  const missing = Object.entries(questions).filter(([name]) => replyKind(replies[name]) === undefined);
  if (missing.length > 0) throw new NeedsAnswer(Object.fromEntries(missing), replies);
  return Object.fromEntries(Object.keys(questions).map((name) => [name, replies[name]]));
}

/** Returns the kind of question that a reply answers; undefined if it answers none. */
export function replyKind(reply: unknown): 'elicit' | 'roots' | 'sampling' | undefined {
  if (!isRecord(reply)) return undefined;
  const { action, roots, role, content } = reply;
  if (action === 'accept' || action === 'decline' || action === 'cancel') return 'elicit';
  if (Array.isArray(roots)) return 'roots';
  return typeof role === 'string' && content !== undefined ? 'sampling' : undefined;
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
