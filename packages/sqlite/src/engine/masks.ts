import { ToolError } from '@mcp-reference/kit/sandbox';
import { nameList } from '../present/text.ts';
import type { Target } from './target.ts';

/** Columns whose values are never answered, by table. */
export type Masks = Readonly<Record<string, readonly string[]>>;

/** Stands for a value that is not answered. */
export const mask = '***';

/** The masked columns of a table in lower case. */
export function maskedIn({ masked = {} }: Pick<Target, 'masked'>, table: string): ReadonlySet<string> {
  const wanted = table.toLowerCase();
  const columns = Object.entries(masked).flatMap(([name, all]) => (name.toLowerCase() === wanted ? all : []));
  return new Set(columns.map((column) => column.toLowerCase()));
}

export const isMasked = ({ masked = {} }: Pick<Target, 'masked'>): boolean => Object.keys(masked).length > 0;

export const readsMasked = (found: readonly string[]): ToolError =>
  new ToolError(
    'denied',
    `This reads masked values (${nameList(found, 5)}), which this server does not answer; leave these columns out.`,
  );
