import fs from 'node:fs';
import path from 'node:path';
import { ToolError } from '../../../kit/src/errors.ts';
import type { Arena, Do } from './arena.ts';

/**
 * Does what most servers do, for comparison: ask where the path leads, see that it is inside, and use it. Between the two
 * it can lead elsewhere. Only the operations that the comparison needs.
 */
export function unsafely({ root }: Arena): Do {
  const checked = (given: string): string => {
    const real = fs.realpathSync(path.resolve(root, given));
    if (real !== root && !real.startsWith(`${root}/`)) throw new ToolError('denied', 'outside');
    return real;
  };
  const known: Record<string, (params: never) => unknown> = {
    readText: ({ path: given }: { path: string }) => ({ text: fs.readFileSync(checked(given), 'utf8') }),
    write({ path: given, content }: { path: string; content: string }) {
      const folder = checked(path.dirname(given));
      fs.writeFileSync(path.join(folder, path.basename(given)), content);
    },
    list: ({ path: given }: { path: string }) => ({ lines: fs.readdirSync(checked(given)) }),
  };
  return (operation, params) => {
    const act = known[operation];
    if (act === undefined) throw new Error(`There is no unsafe ${operation}.`);
    try {
      return act(params as never) as never;
    } catch (error) {
      if (error instanceof ToolError) throw error;
      throw new ToolError('not_found', String(error), { cause: error });
    }
  };
}
