import { PendingFile, ToolError, visible, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { attach } from '../engine/attach.ts';
import { assertCopyable, modeOf } from '../engine/backup.ts';
import { bind, type Params } from '../engine/bind.ts';
import { connect, type Connection } from '../engine/connection.ts';
import { explained } from '../engine/failures.ts';
import { keysOf } from '../engine/page.ts';
import { inSnapshot } from '../engine/snapshot.ts';
import type { OnTarget } from '../engine/target.ts';
import { dump } from '../export/dump.ts';
import type { ColumnTypes, MakeWriter, RowFormat } from '../export/rows.ts';
import { fileSink, gzipSink, type Sink } from '../export/sink.ts';
import { jsonWriter, separatedBy } from '../export/text.ts';
import { admitRead, type Admitted } from '../gate/gate.ts';
import { newFile } from './places.ts';
import { readable } from './query.ts';

export type ExportFormat = RowFormat | 'sql';

export interface ExportParams extends OnTarget {
  path: string;
  /** Undefined for a dump of the whole database. */
  sql: string | undefined;
  params?: Params | undefined;
  format: ExportFormat | undefined;
}

export interface Exported {
  rows: number;
  bytes: number;
  format: ExportFormat;
  notes: string[];
}

/** Rows between two reports of progress. */
const progressRows = 10_000;

/** Writes a result, or the whole database as SQL, into a new file, which appears only when it is complete. */
export async function exportData(fs: Confined, params: ExportParams, job: Job): Promise<Exported> {
  const { target, path, sql } = params;
  const format = params.format ?? formatOf(path, sql);
  if ((sql === undefined) !== (format === 'sql'))
    throw new ToolError(
      'invalid',
      format === 'sql'
        ? 'The format "sql" is a dump of the whole database: leave "sql" out, or give another "format".'
        : `Give "sql", the SELECT whose rows are written as ${format}.`,
    );
  if (sql === undefined) assertCopyable(target);
  const admitted = sql === undefined ? undefined : admitRead(sql);
  const makeWriter = format === 'sql' ? undefined : await writerFor(format);
  const { folder, name } = newFile(fs, path);
  const connection = connect(fs, target, 'reader');
  const pending = new PendingFile(folder, name, modeOf(fs, target));
  try {
    attach(fs, connection, []);
    let bytes = 0;
    const file = fileSink(pending, (size) => void (bytes += size));
    const sink = /\.gz$/i.test(path) ? gzipSink(file) : file;
    const { rows, notes } = inSnapshot(connection, () =>
      admitted === undefined || makeWriter === undefined
        ? { rows: dump(connection.db, sink, job), notes: [] }
        : writeRows(fs, connection, { admitted, params: params.params, makeWriter, format }, sink, job),
    );
    pending.publish();
    return { rows, bytes, format, notes };
  } catch (error) {
    throw explained(error, target.name, { db: connection.db, tokens: admitted?.tokens ?? [] });
  } finally {
    pending.discard();
  }
}

interface Query {
  admitted: Admitted;
  params: Params | undefined;
  makeWriter: MakeWriter;
  format: ExportFormat;
}

function writeRows(
  fs: Confined,
  connection: Connection,
  { admitted, params, makeWriter, format }: Query,
  sink: Sink,
  job: Job,
): { rows: number; notes: string[] } {
  const statement = readable(fs, connection, admitted);
  const values = bind(admitted.tokens, params);
  const read = () => statement.iterate(...values) as IterableIterator<readonly unknown[]>;
  const names = keysOf(statement.columns());
  // Only Parquet has to know all values before it writes the first.
  const types = format === 'parquet' ? typesOf(read(), names.length) : [];
  const writer = makeWriter(sink, names, types);
  let rows = 0;
  for (const row of read()) {
    writer.add(row);
    if (++rows % progressRows === 0) job.progress(rows);
  }
  writer.end();
  return { rows, notes: writer.notes?.() ?? [] };
}

function typesOf(rows: Iterable<readonly unknown[]>, width: number): ColumnTypes[] {
  const types = Array.from({ length: width }, () => new Set<string>());
  for (const row of rows)
    for (const [index, value] of row.entries()) {
      const known = types[index];
      if (typeof value === 'string') known?.add('text');
      else if (typeof value === 'number') known?.add('real');
      else if (value instanceof Uint8Array) known?.add('blob');
      else if (typeof value === 'bigint') {
        known?.add('integer');
        if (!Number.isSafeInteger(Number(value))) known?.add('large');
      }
    }
  return types;
}

/** The libraries for binary formats are loaded when first used. */
async function writerFor(format: RowFormat): Promise<MakeWriter> {
  if (format === 'xlsx') return (await import('../export/workbook.ts')).workbookWriter;
  if (format === 'parquet') return (await import('../export/parquet.ts')).parquetWriter;
  if (format === 'csv' || format === 'tsv') return separatedBy(format === 'csv' ? ',' : '\t');
  return jsonWriter(format === 'json');
}

function formatOf(path: string, sql: string | undefined): ExportFormat {
  const ending = /\.(csv|tsv|json|ndjson|jsonl|xlsx|parquet|sql)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase();
  if (ending === undefined && sql === undefined) return 'sql';
  if (ending === undefined)
    throw new ToolError(
      'invalid',
      `"${visible(path)}" does not show the format; give "format", or end the name in .csv, .tsv, .json, .ndjson, .xlsx or .parquet.`,
    );
  return ending === 'jsonl' ? 'ndjson' : (ending as ExportFormat);
}
