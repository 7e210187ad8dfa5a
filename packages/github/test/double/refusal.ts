import type { JsonObject } from './json.ts';

/** A request that GitHub would refuse: thrown by whatever notices. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, more: JsonObject = {}, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.body = { message, ...more, documentation_url: 'https://docs.github.com/rest', status: String(status) };
    this.headers = headers;
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found');
export const forbidden = (message = 'Resource not accessible by personal access token'): Refusal =>
  new Refusal(403, message);
export const conflict = (message: string): Refusal => new Refusal(409, message);
export const unprocessable = (message: string): Refusal => new Refusal(422, message);

/** 422 as GitHub words it: `code` is `missing`, `missing_field`, `invalid`, `already_exists` or `custom`. */
export function invalid(resource: string, field: string, code: string, message?: string): Refusal {
  return new Refusal(422, 'Validation Failed', { errors: [{ resource, field, code, ...(message && { message }) }] });
}

/** 422 of reviews, whose reasons are plain sentences. */
export const refusedReview = (...errors: string[]): Refusal => new Refusal(422, 'Unprocessable Entity', { errors });

/** The value, or the refusal that its absence means. */
export function found<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw notFound();
  return value;
}
