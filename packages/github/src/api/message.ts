import { redact, visible } from '@mcp-reference/kit';

/** The reason that GitHub gives, on one line, without markup, addresses of its documentation or secrets. */
export function messageOf(data: unknown): string {
  if (typeof data !== 'object' || data === null || !('message' in data) || typeof data.message !== 'string') return '';
  const given: unknown = 'errors' in data ? data.errors : [];
  const errors = (Array.isArray(given) ? given : [given]).map(describe).filter(Boolean);
  return clean([data.message.replace(/\.$/, ''), ...errors].join('; '));
}

export const clean = (text: string): string => visible(redact(text).replaceAll(/\s+/g, ' ')).slice(0, 1_000);

function describe(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return '';
  const { resource, field, code, message, value } = error as Record<string, unknown>;
  const where = [resource, field].filter((part) => typeof part === 'string').join('.');
  const what = typeof message === 'string' ? message : typeof code === 'string' ? code : '';
  const given = typeof value === 'string' || typeof value === 'number' ? ` (${JSON.stringify(value)})` : '';
  return [where, what].filter(Boolean).join(': ') + given;
}
