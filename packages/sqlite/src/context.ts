import type { Cursors } from './databases/cursors.ts';
import type { Databases } from './databases/databases.ts';
import type { Insights } from './insights.ts';
import type { QueryParams } from './operations/query.ts';

/** Where a result stopped. */
export interface Position extends Omit<QueryParams, 'target' | 'budget' | 'page'> {
  database: string;
  /** What engines that keep the result call it. */
  result: string;
  skip: number;
  stamp: string;
}

/** What a handler may touch: the databases, through the operations that their engines do. */
export interface Context {
  databases: Databases;
  cursors: Cursors<Position>;
  insights: Insights;
  rules: Rules;
}

/** How changes are guarded. */
export interface Rules {
  /** Rows that may be changed without asking. */
  confirmRows: number;
  /** Whether a copy is kept before the schema is changed. */
  backupBefore: boolean;
  /** Whether the last writes can be undone. */
  undo: boolean;
}
