import { endsInSeparator, PendingFile, ToolError, visible, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { modeOf } from '../engine/backup.ts';
import { bind, type Params } from '../engine/bind.ts';
import { attach } from '../engine/attach.ts';
import { connect } from '../engine/connection.ts';
import { encode, nothingSeen } from '../engine/encode.ts';
import { explained } from '../engine/failures.ts';
import { keysOf } from '../engine/page.ts';
import type { OnTarget } from '../engine/target.ts';
import { admitRead } from '../gate/gate.ts';
import type { Format } from '../import/source.ts';
import { plainText } from '../text.ts';
import { readable } from './query.ts';

export interface ExportParams extends OnTarget {
  path: string;
  sql: string;
  params?: Params | undefined;
  format: Format | undefined;
}

/** Characters of one write. */
const piece = 256 * 1024;
/** Nothing is cut in a file. */
const whole = Number.MAX_SAFE_INTEGER;

/** Writes a result into a new file, which appears only when it is complete. */
export function exportData(
  fs: Confined,
  { target, path, sql, params, format }: ExportParams,
  job: Job,
): { rows: number; bytes: number; format: Format } {
  const admitted = admitRead(sql);
  const as = format ?? formatOf(path);
  const { folder, name, stat } = newFile(fs, path);
  if (stat !== undefined) throw taken(path);
  const connection = connect(fs, target, 'reader');
  const pending = new PendingFile(folder, name, modeOf(fs, target));
  try {
    attach(fs, connection, []);
    const statement = readable(connection, admitted);
    const write = writerFor(as, keysOf(statement.columns()));
    let text = write.head;
    let rows = 0;
    let bytes = 0;
    const flush = () => {
      const part = Buffer.from(text);
      pending.write(part);
      bytes += part.length;
      text = '';
    };
    for (const row of statement.iterate(...bind(admitted.tokens, params)) as IterableIterator<readonly unknown[]>) {
      text += write.row(row, rows);
      rows++;
      if (text.length > piece) {
        flush();
        job.progress(rows);
      }
    }
    text += write.tail(rows);
    flush();
    pending.publish();
    return { rows, bytes, format: as };
  } catch (error) {
    throw explained(error, target.name, { db: connection.db, tokens: admitted.tokens });
  } finally {
    pending.discard();
  }
}

/** A name for a file that is not there yet, in a folder that may be written. */
export function newFile(fs: Confined, path: string) {
  if (endsInSeparator(path, process.platform))
    throw new ToolError('invalid', `"${visible(path)}" ends in a separator; give the name of a file.`);
  return fs.named(path);
}

export const taken = (path: string): ToolError =>
  new ToolError('conflict', `"${visible(path)}" already exists, and no file is replaced; choose another name.`);

function formatOf(path: string): Format {
  const ending = /\.(csv|tsv|json|ndjson|jsonl)$/i.exec(path)?.[1]?.toLowerCase();
  if (ending === undefined)
    throw new ToolError(
      'invalid',
      `The format does not show in "${visible(path)}"; give it as "format", or end the name in .csv, .tsv, .json or .ndjson.`,
    );
  return ending === 'jsonl' ? 'ndjson' : (ending as Format);
}

interface Writer {
  head: string;
  row(values: readonly unknown[], index: number): string;
  tail(rows: number): string;
}

function writerFor(format: Format, keys: readonly string[]): Writer {
  const seen = nothingSeen();
  if (format === 'csv' || format === 'tsv') {
    const delimiter = format === 'csv' ? ',' : '\t';
    const line = (fields: readonly string[]) => `${fields.join(delimiter)}\n`;
    return {
      head: line(keys.map((key) => field(key, delimiter))),
      row: (values) => line(values.map((value) => field(value, delimiter))),
      tail: () => '',
    };
  }
  const names = keys.map((key) => JSON.stringify(key));
  const object = (values: readonly unknown[]) =>
    `{${values.map((value, index) => `${names[index]}:${encodeWhole(value)}`).join(',')}}`;
  // In a file a large integer stays a number: who reads it may know more than JavaScript.
  const encodeWhole = (value: unknown) => (typeof value === 'bigint' ? value.toString() : encode(value, whole, seen));
  return format === 'ndjson'
    ? { head: '', row: (values) => `${object(values)}\n`, tail: () => '' }
    : {
        head: '[',
        row: (values, index) => `${index === 0 ? '\n' : ',\n'}${object(values)}`,
        tail: (rows) => (rows === 0 ? ']\n' : '\n]\n'),
      };
}

/** As import_data reads it again: NULL is nothing, the empty text is quotes, a blob is hex. */
function field(value: unknown, delimiter: string): string {
  if (value === null) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  const text = typeof value === 'number' ? encode(value, whole, nothingSeen()).replaceAll('"', '') : plainText(value);
  const plain = text !== '' && !/["\r\n]/.test(text) && !text.includes(delimiter);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}
