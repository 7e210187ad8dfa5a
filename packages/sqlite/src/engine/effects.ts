import type { Counts, RowChange } from './difference.ts';

/** The difference in the rows of one table. */
export interface TableEffect extends Counts {
  /** The table, or the virtual table whose documents these are. */
  name: string;
  /** Some of the rows. */
  samples: RowChange[];
}

/** The difference between the database and its state when the transaction began. */
export interface Effects {
  tables: TableEffect[];
  /** Changes of the schema, a line each. */
  schema: string[];
  /** Effects that could not be compared, a clause each. */
  unknown: string[];
  /** True if a virtual table was written, whose rows cannot be taken back one by one. */
  virtual: boolean;
}
