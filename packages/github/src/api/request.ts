import type { Keeping } from './exchange.ts';
import { badResponse } from './failure.ts';
import { parseExactly } from './json.ts';
import { ownOptions, type OwnOptions, type Policy } from './octokit.ts';
import { isRecord } from './scope.ts';

/** One request as a hook of Octokit sees it: a route of fixed text, and parameters. */
export interface Asked {
  /** `GET /repos/{owner}/{repo}`. */
  route: string;
  params: Readonly<Record<string, unknown>>;
  /** The media type of the answer. JSON is decoded; everything else arrives as bytes. */
  accept: string;
  keeping: Keeping | undefined;
  /** True for a request that changes something: it is sent once. */
  write: boolean;
  /** Allows the answer to be fetched from another host, without the token. */
  elsewhere: boolean;
  follow: boolean;
}

type Options = Parameters<Policy>[1];

/** Reads from the options of Octokit what is asked for. */
export function askedOf(options: Options): Asked {
  const { method, url, baseUrl: _base, headers, mediaType: _media, request: _request, ...params } = options;
  const { form, write = method !== 'GET', follow = true } = ownOptions(options);
  const keeping = form !== undefined && 'keeping' in form ? form.keeping : undefined;
  const { elsewhere = false } = form !== undefined && 'elsewhere' in form ? form : {};
  const { accept } = headers;
  return { route: `${method} ${url}`, params, accept, keeping, write, elsewhere, follow };
}

/** The headers that ask for an answer in some form. */
export const headersFor = ({ form }: Pick<OwnOptions, 'form'>) => ({
  accept: form?.accept ?? defaultAccept,
  'x-github-api-version': '2022-11-28',
});

/** An answer with any status. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Decoded JSON, bytes, or undefined for an empty answer. */
  data: unknown;
}

export const defaultAccept = 'application/vnd.github+json';
export const defaultKeeping: Keeping = { most: 10_000_000, over: 'refuse' };

export const wantsJson = ({ accept }: Pick<Asked, 'accept'>): boolean =>
  accept.endsWith('+json') && !accept.includes('.raw');

/** True for a request with other bounds than the usual ones. */
export const needsRules = ({ keeping, elsewhere, follow }: Asked): boolean =>
  keeping !== undefined || elsewhere || !follow;

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
