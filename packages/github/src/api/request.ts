import type { Keeping } from './exchange.ts';
import { badResponse } from './failure.ts';
import { parseExactly } from './json.ts';
import { isRecord } from './scope.ts';

/** One request: a route of fixed text, and parameters. */
export interface Asked {
  /** `GET /repos/{owner}/{repo}`. */
  route: string;
  params: Readonly<Record<string, unknown>>;
  /** The media type of the answer. JSON is decoded; everything else arrives as bytes. */
  accept?: string;
  keeping?: Keeping;
  /** True for a request that changes something: it is sent once. */
  write: boolean;
  /** Allows the answer to be fetched from another host, without the token. */
  elsewhere?: boolean;
  /** False where a redirect must not be followed, because only certain repositories may be read. */
  follow?: boolean;
}

/** An answer with any status. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Decoded JSON, bytes, or undefined for an empty answer. */
  data: unknown;
}

export const defaultAccept = 'application/vnd.github+json';
export const defaultKeeping: Keeping = { most: 10_000_000, over: 'refuse' };

export const wantsJson = ({ accept = defaultAccept }: Asked): boolean =>
  accept.endsWith('+json') && !accept.includes('.raw');

/** True for a request with other bounds than the usual ones. */
export const needsRules = ({ keeping, elsewhere, follow }: Asked): boolean =>
  keeping !== undefined || elsewhere === true || follow === false;

/**
 * Makes one request of Octokit, which throws for every status that is no success.
 * @throws what its `fetch` threw, without Octokit's wrapping
 */
export async function answerOf(
  request: () => Promise<{ status: number; headers: object; data: unknown }>,
): Promise<Answer> {
  try {
    const { status, headers, data } = await request();
    return { status, headers: headersOf(headers), data: await bytesOf(data) };
  } catch (error) {
    if (!isRecord(error)) throw error;
    const { response, cause } = error;
    if (!isRecord(response)) throw cause ?? error;
    const { status, headers, data } = response;
    const text = data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data;
    return { status: Number(status), headers: headersOf(headers), data: text };
  }
}

/** A body that Octokit left unread. */
async function bytesOf(data: unknown): Promise<unknown> {
  return data instanceof ReadableStream ? Buffer.from(await new Response(data).arrayBuffer()) : data;
}

export const headersOf = (headers: unknown): Headers =>
  new Headers(
    isRecord(headers) ? Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]) : [],
  );

/**
 * Returns the data of a JSON answer. A body that is cut or garbled is no success, whatever its status says; Octokit hands
 * it over as text.
 * @throws ToolError `unavailable`
 */
export function dataOf({ status, data }: Answer, write: boolean): unknown {
  if (typeof data !== 'string') return data;
  if (data === '' && (write || status >= 300 || [202, 204, 205].includes(status))) return undefined;
  try {
    return parseExactly(data);
  } catch {
    if (status >= 300) return data;
    throw badResponse(write);
  }
}
