import type { Endpoints } from '@octokit/types';
import type { Loose } from './rest.ts';

/** GitHub's REST endpoints, as its published description has them: `GET /repos/{owner}/{repo}`. */
export type Route = keyof Endpoints;

/** The parameters of an endpoint. What is undefined is not sent. */
export type Params<R extends Route> = Loose<Endpoints[R]['parameters']>;

/** The data of an endpoint's answer. */
export type Data<R extends Route> = Endpoints[R]['response']['data'];

/**
 * Names that mean something to the request library itself. Parameters are fixed objects that the code writes down, never
 * spread arguments; this is the second line of defence.
 */
const reserved = ['baseUrl', 'url', 'method', 'headers', 'mediaType', 'request', 'data', '__proto__'];

/** The parameters that are given, under allowed names. */
export function given(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  for (const name of reserved)
    if (Object.hasOwn(params, name)) throw new Error(`The parameter ${name} is not allowed.`);
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

/** A parameter as it stands in a path. */
export const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The thing that a request is about, in the caller's names: `octo/hello issues/12`. */
export function targetOf(template: string, params: Readonly<Record<string, unknown>>): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => word(params[name]).slice(0, 100));
  return filled
    .replace(/^\/repos\/([^/]+\/[^/]+)\/?/, '$1 ')
    .replace(/^\//, '')
    .trim();
}
