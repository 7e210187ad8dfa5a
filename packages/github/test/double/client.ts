import { onTestFinished } from 'vitest';
import { type Double, type Options, startDouble } from './index.ts';
import { Fields, isObject, type Json, type JsonObject } from './json.ts';

/** An answer as a test reads it. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body, if it is an object of JSON; empty otherwise. */
  body: Fields;
  /** The body, if it is a list of objects; empty otherwise. */
  items: Fields[];
}

export interface Client {
  double: Double;
  /**
   * Sends `GET /user`; `R` at the start of the path stands for the repository `octo/garden`.
   * Redirects are not followed.
   */
  go(request: string, body?: JsonObject | Buffer, headers?: Record<string, string>): Promise<Answer>;
  graphql(query: string, variables?: JsonObject): Promise<Answer>;
}

/** A double that checks its own answers, and plain `fetch` to it; both end with the test. */
export async function startClient(options: Options = {}): Promise<Client> {
  const double = await startDouble({ strict: true, ...options });
  onTestFinished(() => double.close());
  return clientOf(double);
}

export function clientOf(double: Double, token = double.token): Client {
  const go: Client['go'] = async (request, body, headers = {}) => {
    const [method = 'GET', path = '/'] = request.split(' ');
    const plain = Buffer.isBuffer(body);
    const response = await fetch(`${double.url}${path.replace(/^R/, '/repos/octo/garden')}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        'user-agent': 'test',
        accept: 'application/vnd.github+json',
        ...(body && { 'content-type': plain ? 'application/octet-stream' : 'application/json' }),
        ...headers,
      },
      ...(body && { body: plain ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const value = parse(text);
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: new Fields(isObject(value) ? value : {}),
      items: (Array.isArray(value) ? value : []).filter(isObject).map((one) => new Fields(one)),
    };
  };
  return { double, go, graphql: (query, variables = {}) => go('POST /graphql', { query, variables }) };
}

function parse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
