import type { Db } from './driver.ts';

/** A step of EXPLAIN QUERY PLAN, with its depth. */
export interface Step {
  depth: number;
  detail: string;
}

interface PlanRow {
  id: number;
  parent: number;
  detail: string;
}

/** Returns the plan of a statement without running it. */
export function planOf(db: Db, sql: string, values: readonly unknown[]): Step[] {
  const rows = db.prepare<unknown[], PlanRow>(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  const depths = new Map<number, number>([[0, -1]]);
  return rows.map(({ id, parent, detail }) => {
    const depth = (depths.get(parent) ?? -1) + 1;
    depths.set(id, depth);
    return { depth, detail };
  });
}

/** The table that a step reads from beginning to end; undefined for any other step. */
export const scanned = ({ detail }: Step): string | undefined => /^SCAN (\S+)(?! .*VIRTUAL)/.exec(detail)?.[1];

export const sorts = ({ detail }: Step): boolean => detail.startsWith('USE TEMP B-TREE');

/** Describes a step in plain words. */
export function inWords({ detail }: Step): string {
  const scan = /^SCAN (\S+)(?: USING (?:COVERING )?INDEX (\S+))?/.exec(detail);
  if (scan)
    return scan[2] === undefined
      ? `reads all rows of ${scan[1]}`
      : `reads all of ${scan[1]} in the order of index ${scan[2]}`;
  const search = /^SEARCH (\S+) USING (.*?)(?: \((.*)\))?$/.exec(detail);
  if (search) {
    const [, table, by = '', terms] = search;
    const means = by.startsWith('AUTOMATIC')
      ? 'an index that is built for this query alone'
      : by
          .replace('INTEGER PRIMARY KEY', 'its integer primary key')
          .replace(
            /^(COVERING )?INDEX (\S+)$/,
            (_all, covering?: string, name?: string) =>
              `index ${name ?? ''}${covering ? ', which holds all it needs' : ''}`,
          );
    return `looks rows of ${table} up by ${means}${terms === undefined ? '' : ` where ${terms}`}`;
  }
  if (detail.startsWith('USE TEMP B-TREE FOR '))
    return `sorts in a temporary table for ${detail.slice('USE TEMP B-TREE FOR '.length)}`;
  if (detail.startsWith('CORRELATED')) return `for every row: ${detail}`;
  if (/^(MULTI-INDEX OR|COMPOUND QUERY|MATERIALIZE|CO-ROUTINE|SCALAR SUBQUERY|LIST SUBQUERY)/.test(detail))
    return detail.toLowerCase();
  return detail;
}
