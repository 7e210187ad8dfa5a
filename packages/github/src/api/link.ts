/** Where a list goes on: the next page, or what stands for it. */
export interface Next {
  page?: number;
  after?: string;
}

/**
 * Reads the next page from a Link header. An address elsewhere, or one that does not lead on, is nothing: following it
 * could send the token away or never end.
 */
export function nextIn(header: string | null, origin: string, current: number): Next | undefined {
  const address = /<([^>]+)>\s*;\s*rel="?next"?/.exec(header ?? '')?.[1];
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.origin !== origin) return undefined;
  const page = Number(url.searchParams.get('page') ?? Number.NaN);
  if (Number.isSafeInteger(page)) return page > current ? { page } : undefined;
  const after = url.searchParams.get('after');
  return after === null ? undefined : { after };
}
