import type { Call } from '@mcp-reference/kit';
import type { RestEndpointMethodTypes as Methods } from '@octokit/rest';
import type { Keeping } from './exchange.ts';
import type { Pages } from './link.ts';

/** An answer of GitHub: its data as Octokit has it, and the pages around it. */
export interface Answer<T> extends Pages {
  data: T;
  status: number;
  /** The number of items in all, where GitHub says it. */
  total?: number;
}

/** Asks for another media type of an answer in JSON. */
export interface JsonForm {
  accept: `${string}+json`;
}

/** Asks for text or bytes: diffs, logs, files. */
export interface BytesForm {
  accept: string;
  keeping: Keeping;
  /** Allows it to be stored on another host. */
  elsewhere?: boolean;
}

export interface Bytes {
  body: Buffer;
  /** True if the body was longer than allowed, and cut. */
  cut: boolean;
}

/** Names that mean something to Octokit itself, and are never parameters of GitHub here. */
type Reserved = 'baseUrl' | 'url' | 'method' | 'headers' | 'mediaType' | 'request' | 'data';

/** The parameters of a method. What is undefined is not sent. */
export type Loose<P> = P extends unknown
  ? {
      [K in keyof P as string extends K ? never : number extends K ? never : K extends Reserved ? never : K]:
        | P[K]
        | (Partial<Pick<P, K>> extends Pick<P, K> ? undefined : never);
    }
  : never;

/** A method of Octokit, called with its parameters and the call that it is made for. */
export interface Method<P, T> {
  (params: P, call: Call, form?: JsonForm): Promise<Answer<T>>;
  (params: P, call: Call, form: BytesForm): Promise<Bytes>;
}

/** Lists lose their holes on the way. */
export type Whole<T> = T extends readonly (infer I)[] ? NonNullable<I>[] : T;

type MethodOf<M> = M extends { parameters: infer P; response: { data: infer T } } ? Method<Loose<P>, Whole<T>> : never;

/**
 * The methods of Octokit by name, bound to a call.
 * @example const { data: issue } = await github.rest.issues.get({ owner, repo, issue_number }, call);
 * @see https://octokit.github.io/rest.js
 */
export type Rest = {
  readonly [Scope in keyof Methods]: { readonly [Name in keyof Methods[Scope]]: MethodOf<Methods[Scope][Name]> };
};

/** Sends one request. */
type Send = (
  params: Readonly<Record<string, unknown>>,
  call: Call,
  form: JsonForm | BytesForm | undefined,
) => Promise<unknown>;

/**
 * Returns the methods of Octokit by name. Nothing is loaded before one is called.
 * @param sendThrough Returns what sends a request through one method.
 */
export const restOf = (sendThrough: (scope: string, name: string) => Send): Rest =>
  named((scope) => named((name) => sendThrough(scope, name))) as unknown as Rest;

/** An object that makes its properties when they are first read. */
function named<T>(make: (name: string) => T): Readonly<Record<string, T>> {
  const made: Record<string, T> = Object.create(null);
  return new Proxy(made, {
    get: (_, name) => (typeof name === 'string' ? (made[name] ??= make(name)) : undefined),
  });
}
