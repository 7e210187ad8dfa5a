import { ToolError } from '@mcp-reference/kit';

/** Keys that cost many tokens and tell a model nothing, unless it asks for them. */
const noise = /(^|_)url$|^node_id$|^_links$|^gravatar_id$/;
const deepest = 4;

/**
 * The wanted fields of an item, as GitHub has them, with users shortened to logins and labels to names.
 * @throws ToolError `invalid` when no item has a field; the message lists those that there are
 */
export function pick(items: readonly object[], fields: readonly string[]): Record<string, unknown>[] {
  const known = new Set(items.flatMap((item) => Object.keys(item)));
  const unknown = fields.find((field) => !known.has(field));
  if (unknown !== undefined && items.length > 0)
    throw new ToolError(
      'invalid',
      `There is no field ${JSON.stringify(unknown.slice(0, 100))}; there are: ${[...known].sort().join(', ')}.`,
    );
  return items.map((item) => {
    const values = new Map<string, unknown>(Object.entries(item));
    return Object.fromEntries(fields.map((field) => [field, slim(values.get(field) ?? null, deepest)]));
  });
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
