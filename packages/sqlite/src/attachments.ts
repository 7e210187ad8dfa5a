import { ToolError } from '@mcp-reference/kit';
import type { Context } from './context.ts';
import type { Attachment } from './engine/attach.ts';

/** Databases by the names under which the query reads them: `sales` for the file sales.db. */
export function attachments({ databases }: Context, names: readonly string[] = []): Attachment[] {
  const taken = new Set(['main', 'temp']);
  return names.map((one) => {
    const { name, target } = databases.get(one);
    if (Object.keys(target.masked ?? {}).length > 0)
      throw new ToolError(
        'denied',
        `"${name}" has masked columns (--metadata) and cannot be attached; query it as "database".`,
      );
    if (target.path === undefined)
      throw new ToolError('unsupported', 'A database in memory cannot be attached; query it as "database" instead.');
    const base = name.replace(/\.[^.]*$/, '').replaceAll(/\W+/g, '_') || 'other';
    let schema = base;
    for (let n = 2; taken.has(schema.toLowerCase()); n++) schema = `${base}_${n}`;
    taken.add(schema.toLowerCase());
    return { path: target.path, schema };
  });
}
