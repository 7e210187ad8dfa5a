import type { Message } from './auth/scopes.ts';
import { HttpError } from './http-error.ts';
import { isRecord } from '../../is-record.ts';

/** The maximum number of messages in a request. Batches exist up to 2025-03-26 only. */
const most = 100;

/** Reads the parts of the protocol messages that are needed before the SDK sees them. */
export function messagesIn(body: unknown): Message[] {
  if (!Array.isArray(body)) return [toMessage(body)];
  if (body.length > most) throw new HttpError(400, `A request holds at most ${most} messages.`);
  return body.map(toMessage);
}

function toMessage(value: unknown): Message {
  if (!isRecord(value)) return { method: '' };
  const { method, params } = value;
  if (typeof method !== 'string') return { method: '' };
  const name = isRecord(params) ? params['name'] : undefined;
  return { method: method.slice(0, 64), ...(method === 'tools/call' && typeof name === 'string' && { tool: name }) };
}
