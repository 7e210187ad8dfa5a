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
export const scanned = ({ detail }: Step): string | undefined =>
  detail.includes(' VIRTUAL TABLE ') ? undefined : /^SCAN (.+?)(?: USING .*)?$/s.exec(detail)?.[1];

export const sorts = ({ detail }: Step): boolean => detail.startsWith('USE TEMP B-TREE');
