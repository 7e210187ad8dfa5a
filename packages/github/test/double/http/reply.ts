import type { Json } from '../json.ts';

/** The answer of a handler. */
export interface Reply {
  status: number;
  /** Data that the description's schema completes. */
  data?: Json;
  /** Sent as it is, instead of data. */
  raw?: string | Buffer;
  contentType?: string;
  headers?: Record<string, string>;
  /** For the `Link` header: which part of a list this is. */
  paging?: { page: number; perPage: number; total: number; after?: string };
  /** For the `Link` header of lists that go on by a cursor: the parameters that lead there. */
  cursors?: { next?: string; prev?: string };
}

export const ok = (data: Json): Reply => ({ status: 200, data });
export const created = (data: Json): Reply => ({ status: 201, data });
export const accepted = (data: Json): Reply => ({ status: 202, data });
export const noContent = (): Reply => ({ status: 204 });
export const raw = (content: string | Buffer, contentType: string): Reply => ({
  status: 200,
  raw: content,
  contentType,
});
export const redirect = (location: string, status = 302): Reply => ({ status, headers: { location } });
