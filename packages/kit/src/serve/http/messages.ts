import type { Message } from './auth/scopes.ts';
import { HttpError } from './http-error.ts';
import { isRecord } from '../../is-record.ts';

/** Messages in one request; more is refused. Batches exist up to 2025-03-26 only. */
const most = 100;

/** The protocol's messages in a body, as far as they are looked at before the SDK reads them. */
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
