import { ByteWriter, ParquetWriter, schemaFromColumnData, type BasicType } from 'hyparquet-writer';
import { encode, nothingSeen } from '../present/encode.ts';
import { plainText, shownName } from '../present/text.ts';
import type { ColumnTypes, MakeWriter } from './rows.ts';
import type { Sink } from './sink.ts';

/** Values in a row group, which is held in memory. */
const groupValues = 500_000;
const mostGroupRows = 50_000;

/** Passes what was written on to a sink whenever a row group is complete. */
class SinkWriter extends ByteWriter {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    super();
    this.#sink = sink;
  }

  flush(): void {
    this.#sink.write(Buffer.from(this.getBytes()));
    this.index = 0;
  }

  override finish(): void {
    this.flush();
    this.#sink.end();
  }
}

/** Parquet has a type per column, SQLite one per value: a column with several types becomes text, or bytes if it has blobs. */
export const parquetWriter: MakeWriter = (sink, names, types) => {
  const columns = names.map((name, index) => ({ name, type: typeFor(types[index] ?? new Set()) }));
  const writer = new ParquetWriter({
    writer: new SinkWriter(sink),
    schema: schemaFromColumnData({ columnData: columns.map((column) => ({ ...column, data: [] })) }),
    createdBy: 'mcp-server-sqlite',
  });
  const size = Math.max(1, Math.min(mostGroupRows, Math.floor(groupValues / Math.max(1, names.length))));
  let data: unknown[][] = names.map(() => []);
  const flush = () => {
    const columnData = columns.map((column, index) => ({ ...column, data: data[index] ?? [] }));
    void writer.write({ columnData, rowGroupSize: size });
    data = names.map(() => []);
  };
  return {
    add(row) {
      for (const [index, value] of row.entries()) data[index]?.push(valueFor(value, columns[index]?.type ?? 'STRING'));
      if ((data[0]?.length ?? 0) >= size) flush();
    },
    end() {
      if ((data[0]?.length ?? 0) > 0) flush();
      void writer.finish();
    },
    notes: () =>
      columns.flatMap(({ name, type }, index) => {
        const has = [...(types[index] ?? [])].filter((one) => one !== 'large');
        if (has.length < 2 || type === 'DOUBLE') return [];
        return [
          `${shownName(name, 80)} has ${has.join(' and ')} values, written as ${type === 'STRING' ? 'text' : 'bytes'}`,
        ];
      }),
  };
};

function typeFor(types: ColumnTypes): BasicType {
  if (types.has('blob')) return 'BYTE_ARRAY';
  if (types.has('text') || types.size === 0) return 'STRING';
  if (!types.has('real')) return 'INT64';
  return types.has('large') ? 'STRING' : 'DOUBLE';
}

function valueFor(value: unknown, type: BasicType): unknown {
  if (value === null) return null;
  if (type === 'INT64') return value;
  if (type === 'DOUBLE') return Number(value);
  if (value instanceof Uint8Array) return new Uint8Array(value);
  const text =
    typeof value === 'number' ? encode(value, Infinity, nothingSeen()).replaceAll('"', '') : plainText(value);
  return type === 'BYTE_ARRAY' ? new Uint8Array(Buffer.from(text)) : text;
}
