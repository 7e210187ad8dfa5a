import { createHash } from 'node:crypto';
import { visible } from '../answer/invisible.ts';
import { ToolError } from '../errors.ts';
import type { About } from '../tool.ts';
import { isRecord } from '../is-record.ts';
import { canAnswer, NeedsAnswer, replyKind, type Question, type Replies } from './ask.ts';
import type { Codes } from './consent-codes.ts';

export { NeedsAnswer };

/** The inputs for asking a call's questions and recognizing the answers. */
export interface Asking {
  /** True when the server was started with --no-confirm. */
  always: boolean;
  /** The capabilities that the client declared. */
  capabilities: unknown;
  /** The client's replies so far, untrusted. */
  responses: Replies | undefined;
  /** A sentence on how the client could be asked, if that depends on how the server was started. */
  unaskable?: string | undefined;
  /** The call that asks: its tool, its caller, a digest of its other arguments. */
  subject: { tool: string; caller: string; input: string };
  /** The argument `confirm` of this call. */
  given: string | undefined;
  codes: Codes;
}

/** The questions of one call that were answered by code. */
export type Agreed = string[];

const denied = (message: string, confirm?: string) =>
  new ToolError('denied', message, { reason: 'needs_confirmation', ...(confirm !== undefined && { confirm }) });

/**
 * Returns when the user agreed: through the client's dialog (elicitation) or, if the client has none, through a call
 * that repeats the question and its code. Either counts only for this question, in this state, with these arguments.
 * @throws NeedsAnswer when the client should ask the user.
 * @throws ToolError `denied` when the user said no, or the call has to be repeated with the code.
 */
export function confirm(
  question: string,
  asking: Asking,
  { state, details = [] }: About = {},
  agreed: Agreed = [],
): void {
  const { always, capabilities, responses = {} } = asking;
  if (always) return;
  // The sentence is one line: a name with a line break cannot add a line to what the user reads.
  const sentence = visible(question).trim();
  const text = [sentence, ...details.map(visible)].join('\n');
  if (!canAnswer(capabilities, 'elicitation/create')) {
    return confirmByCode({ sentence, text, state }, asking, agreed);
  }
  const key = `confirm-${digest([asking.subject.tool, asking.subject.input, text, state])}`;
  const answer = responses[key];
  if (replyKind(answer) === 'elicit') {
    if (isRecord(answer) && answer['action'] === 'accept') return;
    throw denied('The user did not agree; nothing was changed.');
  }
  const form: Question = {
    method: 'elicitation/create',
    params: { mode: 'form', message: text, requestedSchema: { type: 'object', properties: {} } },
  };
  throw new NeedsAnswer({ [key]: form }, responses);
}

interface Asked {
  sentence: string;
  text: string;
  state: string | undefined;
}

function confirmByCode({ sentence, text, state }: Asked, asking: Asking, agreed: Agreed): void {
  const { subject, codes, unaskable } = asking;
  const given = asking.given?.trim() ?? '';
  const verdict = codes.check(given, { ...subject, sentence, text, state: state ?? '' });
  const wanted = `${sentence} [${verdict.code}]`;
  if (verdict.kind === 'agreed') return void agreed.push(wanted);
  // A call that asks twice needs both sentences, or neither answer would ever be complete.
  const whole = [...agreed, wanted].join(' ');
  const details = text === sentence ? '' : `\n${text.slice(sentence.length + 1)}`;
  throw denied(
    [
      `Not done: ${given === '' ? '' : `${verdict.why} `}this needs the user's approval, and this client cannot prompt.`,
      `Ask the user: ${sentence}${details}${details === '' ? ' ' : '\n'}If they agree, call again with confirm: "${whole}".`,
      ...(unaskable === undefined ? [] : [unaskable]),
    ].join(' '),
    whole,
  );
}

const digest = (parts: unknown): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
