import { ToolError } from '@mcp-reference/kit';
import { cutText, fenced, list } from './text.ts';

/** Keys that cost many tokens and tell a model nothing, unless it asks for them. */
const noise = /(^|_)url$|^node_id$|^_links$|^gravatar_id$/;
const deepest = 4;
/** Names that another server has for fields. */
const otherNames: Readonly<Record<string, string>> = { field_values: 'issue_field_values' };

export interface Picked {
  items: Record<string, unknown>[];
  /** Wanted fields that no item has. */
  absent: string[];
}

/**
 * The wanted fields of items, as GitHub has them, with users shortened to logins and labels to names.
 * @throws ToolError `invalid` when the items have none of the fields; the message lists those that they have
 */
export function pick(items: readonly object[], fields: readonly string[]): Picked {
  const known = new Set(items.flatMap((item) => Object.keys(item)));
  const keyOf = (field: string) => (known.has(field) ? field : (otherNames[field] ?? field));
  const absent = items.length === 0 ? [] : fields.filter((field) => !known.has(keyOf(field)));
  if (absent.length > 0 && absent.length === fields.length) {
    const names = [...known].sort().join(', ');
    throw new ToolError(
      'invalid',
      `There is no field ${JSON.stringify(absent[0]?.slice(0, 100))}; there are: ${names}.`,
    );
  }
  const wanted = fields.filter((field) => !absent.includes(field));
  return {
    absent,
    items: items.map((item) => {
      const values = new Map<string, unknown>(Object.entries(item));
      return Object.fromEntries(wanted.map((field) => [field, slim(values.get(keyOf(field)) ?? null, deepest)]));
    }),
  };
}

/**
 * The wanted fields of one thing. A text that is too long is cut, with its length.
 * @throws ToolError `invalid` as {@link pick}
 */
export function pickOne(item: object, fields: readonly string[], budget: number): string {
  const { items, absent } = pick([item], fields);
  const text = JSON.stringify(items[0]);
  const note = absent.length === 0 ? '' : `[no such fields: ${list(absent)}]\n`;
  if (text.length <= budget - note.length - 200) return note + fenced(text);
  const most = budget - note.length - 300;
  return `${note}[CUT after ${most.toLocaleString('en-US')} of ${text.length.toLocaleString('en-US')} characters; ask for fewer fields]\n${fenced(cutText(text, most))}`;
}

function slim(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return depth === 0 ? [] : value.map((item) => slim(item, depth - 1));
  if ('login' in value) return value.login;
  if ('color' in value && 'name' in value) return value.name;
  if ('full_name' in value) return value.full_name;
  if (depth === 0) return '...';
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !noise.test(key) && inner !== null)
      .map(([key, inner]) => [key, slim(inner, depth - 1)]),
  );
}
