import type { Sink } from './sink.ts';

export const rowFormats = ['csv', 'tsv', 'json', 'ndjson', 'xlsx', 'parquet'] as const;
export type RowFormat = (typeof rowFormats)[number];

/** Writes the rows of a result in one format. */
export interface RowWriter {
  add(row: readonly unknown[]): void;
  /** To be called once, after the last row. */
  end(): void;
  /** Facts about the file that the answer should mention. */
  notes?(): string[];
}

export type MakeWriter = (sink: Sink, names: readonly string[], types: readonly ColumnTypes[]) => RowWriter;

/** The storage classes that occur in a column: `integer`, `real`, `text`, `blob`; `large` for integers beyond 2^53. */
export type ColumnTypes = ReadonlySet<string>;
