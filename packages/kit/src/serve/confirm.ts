import { createHash } from 'node:crypto';
import { inputRequired, inputResponse, type InputRequiredResult } from '@modelcontextprotocol/server';
import { ToolError } from '../errors.ts';
import type { Consent } from '../tool.ts';

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
  /** What the client answered to the last question, untrusted. */
  responses: Record<string, unknown> | undefined;
  /** What it was given to hand back with the answer: the questions that had a yes before. */
  state?: unknown;
  /** What would let the client be asked, as a sentence, where that depends on how the server was started. */
  unaskable?: string | undefined;
}

/**
 * Asks the user through the client (elicitation) and returns when the answer is yes. The answer is bound to the
 * question's text: a yes to another question is none to this one. What comes back is not signed: a client that
 * wanted to forge a yes could simply answer one.
 */
export function confirm(question: string, asking: Asking, instead?: Consent): void {
  const { always, capabilities, responses, state, unaskable } = asking;
  if (always) return;
  const key = `confirm-${createHash('sha256').update(question).digest('hex').slice(0, 16)}`;
  const agreed = agreedIn(state);
  for (const answered of Object.keys(responses ?? {})) {
    const answer = inputResponse(responses, answered);
    if (answer.kind === 'elicit' && answer.action === 'accept') agreed.add(answered);
    else if (answer.kind === 'elicit' && answered === key)
      throw new ToolError('denied', 'The user did not agree; nothing was changed.');
  }
  if (agreed.has(key)) return;
  // Noticed here, because the protocol's own answer would be an error in one era and a refusal in the other.
  if (!canShowForms(capabilities)) {
    if (instead?.given) return;
    const how = instead?.how ?? 'Start the server with --no-confirm to allow it.';
    throw new ToolError(
      'denied',
      `This needs the consent of the user, whom this client cannot ask: ${question} ${how}${unaskable === undefined ? '' : ` ${unaskable}`}`,
    );
  }
  throw new NeedsAnswer(
    inputRequired({
      inputRequests: {
        [key]: inputRequired.elicit({ message: question, requestedSchema: { type: 'object', properties: {} } }),
      },
      ...(agreed.size > 0 && { requestState: JSON.stringify([...agreed]) }),
    }),
  );
}

function agreedIn(state: unknown): Set<string> {
  try {
    const keys: unknown = typeof state === 'string' ? JSON.parse(state) : [];
    return new Set(Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : []);
  } catch {
    return new Set();
  }
}

/** A client that declares elicitation without saying how shows forms: before 2025-11-25 there was nothing else. */
function canShowForms(capabilities: unknown): boolean {
  if (!isObject(capabilities) || !isObject(capabilities['elicitation'])) return false;
  return 'form' in capabilities['elicitation'] || !('url' in capabilities['elicitation']);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
