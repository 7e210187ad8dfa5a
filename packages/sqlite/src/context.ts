import type { Cursors } from './databases/cursors.ts';
import type { Databases } from './databases/databases.ts';
import type { Insights } from './insights.ts';
import type { Metadata } from './metadata.ts';
import type { QueryParams } from './operations/query.ts';

/** The place at which a result stopped. */
export interface Position extends Omit<QueryParams, 'target' | 'budget' | 'page'> {
  database: string;
  /** Name of the result in the engines that keep it. */
  result: string;
  skip: number;
  stamp: string;
}

/** The databases that a handler may use, through the operations of their engines. */
export interface Context {
  databases: Databases;
  cursors: Cursors<Position>;
  insights: Insights;
  rules: Rules;
  metadata: Metadata;
}

/** The limits on changes. */
export interface Rules {
  /** Rows that may be changed without asking. */
  confirmRows: number;
  /** True to keep a copy before the schema is changed. */
  backupBefore: boolean;
  /** True to remember the last writes, to be undone. */
  undo: boolean;
}
