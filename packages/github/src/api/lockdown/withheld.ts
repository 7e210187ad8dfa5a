import { ToolError } from '@mcp-reference/kit';
import { isRecord } from '../scope.ts';

/** Keys whose texts GitHub makes, and not people. */
const facts = /^(sha|id|node_id|oid|login|type|state|status|conclusion|number|(.*_)?url|.*_at|.*At)$/;

/** Replaces the texts of a withheld item; its form, numbers and facts stay, so that it can be shown like any other. */
export function blank(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return facts.test(key) ? value : '(withheld)';
  if (Array.isArray(value)) return [];
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, blank(inner, name)]));
}

export function withheld(what: string): ToolError {
  return new ToolError(
    'denied',
    `${what} is withheld: it is, or may be, by someone who cannot push to the repository (--lockdown).`,
    {
      reason: 'lockdown',
    },
  );
}
