import type { IncomingMessage } from 'node:http';
import type { Json } from '../json.ts';
import type { Request } from './requests.ts';

export interface Incoming {
  request: Request;
  bytes: Buffer;
  /** The URL that the caller meant; its path is not normalised. */
  url: URL;
  /** Without the prefixes of an enterprise host. */
  path: string;
}

/** Reads a request whole. */
export async function receive(message: IncomingMessage, base: string): Promise<Incoming> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  const target = message.url ?? '/';
  const cut = target.indexOf('?');
  const path = cut === -1 ? target : target.slice(0, cut);
  const url = new URL(base);
  // Through the parts and not the whole, which would take `..` and `//` for something else.
  url.search = cut === -1 ? '' : target.slice(cut);
  url.pathname = path;
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const text = isText(headers['content-type'] ?? '') ? bytes.toString('utf8') : '';
  const request: Request = {
    method: message.method ?? 'GET',
    path,
    query,
    headers,
    body: parse(text),
    text,
    operationId: undefined,
    violations: [],
    generated: false,
    status: undefined,
  };
  if (text !== '' && request.body === undefined && /json/.test(headers['content-type'] ?? 'json'))
    request.violations.push('the body is no JSON');
  return {
    request,
    bytes,
    url,
    path: path.replace(/^\/api\/(v3|uploads)(?=\/)|^\/api(?=\/graphql$)|^\/uploads(?=\/)/, ''),
  };
}

function isText(contentType: string): boolean {
  return contentType === '' || /json|text|urlencoded/.test(contentType);
}

function parse(text: string): Json | undefined {
  if (text === '') return undefined;
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
