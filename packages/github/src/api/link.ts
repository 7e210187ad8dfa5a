/** The next page of a list, or the cursor that leads to it. */
export interface Next {
  page?: number;
  after?: string;
}

/** The number of the last page, for saying how long a list is. It is only shown, never followed. */
export function lastIn(header: string | null): number | undefined {
  const address = /<([^>]+)>\s*;\s*rel="?last"?/.exec(header ?? '')?.[1];
  const page = address !== undefined && URL.canParse(address) ? Number(new URL(address).searchParams.get('page')) : 0;
  return Number.isSafeInteger(page) && page > 0 ? page : undefined;
}

/**
 * Reads the next page from a Link header. An address elsewhere, or one that does not lead on, is nothing: following it
 * could send the token away or never end. Where GitHub gives a cursor beside the page, tools that take one prefer it: long
 * lists end for pages before they end for cursors.
 */
export function nextIn(header: string | null, origin: string, current: number): Next | undefined {
  const address = /<([^>]+)>\s*;\s*rel="?next"?/.exec(header ?? '')?.[1];
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.origin !== origin) return undefined;
  const after = url.searchParams.get('after');
  const page = Number(url.searchParams.get('page') ?? Number.NaN);
  const isLater = Number.isSafeInteger(page) && page > current;
  return after === null && !isLater ? undefined : { ...(after !== null && { after }), ...(isLater && { page }) };
}

/** The pages around one page of a list: the next page, and the number of the last one. */
export interface Pages {
  next: Next | undefined;
  last?: number;
}

/** Reads the pages around one from the headers of its answer. */
export function pagesIn(headers: Headers, params: Readonly<Record<string, unknown>>, rest: string): Pages {
  const link = headers.get('link');
  const last = lastIn(link);
  const next = nextIn(link, new URL(rest).origin, Number(params['page'] ?? 1));
  return { next, ...(last !== undefined && { last }) };
}
