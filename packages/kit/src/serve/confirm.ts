import { createHash } from 'node:crypto';
import { inputRequired, inputResponse, type InputRequiredResult } from '@modelcontextprotocol/server';
import { ToolError } from '../errors.ts';

/** Thrown through a handler whose call needs an answer first; the boundary turns it into the protocol's question. */
export class NeedsAnswer extends Error {
  readonly question: InputRequiredResult;

  constructor(question: InputRequiredResult) {
    super('The call needs an answer first.');
    this.question = question;
  }
}

export interface Asking {
  /** The start-up flag that answers every question with yes. */
  always: boolean;
  /** The client's capabilities as it declared them. */
  capabilities: unknown;
  /** What the client answered so far, untrusted. */
  responses: Record<string, unknown> | undefined;
}

/**
 * Asks the user through the client (elicitation) and returns when the answer is yes. The answer is bound to the
 * question's text: a yes to another question is none to this one.
 */
export function confirm(question: string, { always, capabilities, responses }: Asking): void {
  if (always) return;
  const key = `confirm-${createHash('sha256').update(question).digest('hex').slice(0, 16)}`;
  const answer = inputResponse(responses, key);
  if (answer.kind === 'elicit') {
    if (answer.action === 'accept') return;
    throw new ToolError('denied', 'The user did not agree; nothing was changed.');
  }
  // Noticed here, because the protocol's own answer would be an error in one era and a refusal in the other.
  if (!canShowForms(capabilities)) {
    throw new ToolError(
      'denied',
      'This cannot be undone and needs the consent of the user, whom this client cannot ask. Start the server with --no-confirm to allow it.',
    );
  }
  throw new NeedsAnswer(
    inputRequired({
      inputRequests: {
        [key]: inputRequired.elicit({ message: question, requestedSchema: { type: 'object', properties: {} } }),
      },
    }),
  );
}

/** A client that declares elicitation without saying how shows forms: before 2025-11-25 there was nothing else. */
function canShowForms(capabilities: unknown): boolean {
  if (!isObject(capabilities) || !isObject(capabilities['elicitation'])) return false;
  return 'form' in capabilities['elicitation'] || !('url' in capabilities['elicitation']);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
