import { createHash } from 'node:crypto';
import { inputRequired, inputResponse } from '@modelcontextprotocol/server';
import { ToolError } from '../errors.ts';
import type { Consent } from '../tool.ts';
import { canAnswer, NeedsAnswer, type Replies } from './ask.ts';

export { NeedsAnswer };

export interface Asking {
  /** The start-up flag that answers every question with yes. */
  always: boolean;
  /** The client's capabilities as it declared them. */
  capabilities: unknown;
  /** What the client answered so far, untrusted. */
  responses: Replies | undefined;
  /** What would let the client be asked, as a sentence, where that depends on how the server was started. */
  unaskable?: string | undefined;
}

/**
 * Asks the user through the client (elicitation) and returns when the answer is yes. The answer is bound to the
 * question's text: a yes to another question is none to this one.
 */
export function confirm(question: string, asking: Asking, instead?: Consent): void {
  const { always, capabilities, responses = {}, unaskable } = asking;
  if (always) return;
  const key = `confirm-${createHash('sha256').update(question).digest('hex').slice(0, 16)}`;
  const answer = inputResponse({ ...responses }, key);
  if (answer.kind === 'elicit') {
    if (answer.action === 'accept') return;
    throw new ToolError('denied', 'The user did not agree; nothing was changed.');
  }
  // Noticed here, because the protocol's own answer would be an error in one era and a refusal in the other.
  if (!canAnswer(capabilities, 'elicitation/create')) {
    if (instead?.given) return;
    const how = instead?.how ?? 'Start the server with --no-confirm to allow it.';
    throw new ToolError(
      'denied',
      `This needs the consent of the user, whom this client cannot ask: ${question} ${how}${unaskable === undefined ? '' : ` ${unaskable}`}`,
    );
  }
  const form = inputRequired.elicit({ message: question, requestedSchema: { type: 'object', properties: {} } });
  throw new NeedsAnswer({ [key]: form }, responses);
}
