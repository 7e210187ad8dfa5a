import { isRecord } from '../is-record.ts';

/** JSON-RPC's codes for a text that is not JSON, and for JSON that is not a request. */
const codes = { parse: -32_700, request: -32_600 } as const;
const members: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params']);

/** An answer to a message that the SDK drops without one, which would leave the client waiting. */
export interface Refusal {
  jsonrpc: '2.0';
  id: string | number | null;
  error: { code: number; message: string };
}

/** Returns the answer to a line that is neither a request, a notification nor a response; undefined for all others. */
export function refusalOf(line: string): Refusal | undefined {
  if (line.trim() === '') return undefined;
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return refusal(null, codes.parse, 'The line is not valid JSON. Send one message a line, as UTF-8 without a mark.');
  }
  const fault = faultIn(message);
  if (fault === undefined) return undefined;
  const id = isRecord(message) && isId(message['id']) ? message['id'] : null;
  return refusal(id, codes.request, `${fault} See jsonrpc.org/specification.`);
}

const refusal = (id: Refusal['id'], code: number, message: string): Refusal => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});

const isId = (id: unknown): id is string | number => typeof id === 'string' || Number.isSafeInteger(id);

function faultIn(message: unknown): string | undefined {
  // Batches have their own rules.
  if (Array.isArray(message)) return undefined;
  if (!isRecord(message)) return 'A message is an object.';
  if (!('method' in message)) {
    return 'result' in message || 'error' in message ? undefined : 'A request has a "method".';
  }
  if (!('id' in message)) return undefined;
  const { jsonrpc, id, method, params } = message;
  if (jsonrpc !== '2.0') return 'A request has "jsonrpc": "2.0".';
  if (!isId(id)) return 'The "id" of a request is a text or a whole number.';
  if (typeof method !== 'string') return 'The "method" of a request is a text.';
  if (params !== undefined && !isRecord(params)) return 'The "params" of a request are an object.';
  const unknown = Object.keys(message).find((key) => !members.has(key));
  if (unknown !== undefined) return `A request has no member ${JSON.stringify(unknown.slice(0, 80))}.`;
  const meta = params?.['_meta'];
  if (meta === undefined) return undefined;
  if (!isRecord(meta)) return '"_meta" is an object.';
  const token = meta['progressToken'];
  return token === undefined || isId(token) ? undefined : 'A progress token is a text or a whole number.';
}
