import { encode, nothingSeen } from '../present/encode.ts';
import { plainText } from '../present/text.ts';
import type { MakeWriter } from './rows.ts';

/** Nothing is cut in a file. */
const whole = Number.MAX_SAFE_INTEGER;

/** Lines of separated values, as import_data reads them again: NULL is nothing, the empty text is quotes, a blob is hex. */
export const separatedBy =
  (delimiter: string): MakeWriter =>
  (sink, names) => {
    const line = (fields: readonly string[]) => sink.write(Buffer.from(`${fields.join(delimiter)}\n`));
    line(names.map((name) => field(name, delimiter)));
    return { add: (row) => line(row.map((value) => field(value, delimiter))), end: () => sink.end() };
  };

function field(value: unknown, delimiter: string): string {
  if (value === null) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  const text = typeof value === 'number' ? encode(value, whole, nothingSeen()).replaceAll('"', '') : plainText(value);
  const plain = text !== '' && !/["\r\n]/.test(text) && !text.includes(delimiter);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}

/** A list of objects, or an object per line. */
export const jsonWriter =
  (isList: boolean): MakeWriter =>
  (sink, names) => {
    const keys = names.map((name) => JSON.stringify(name));
    const seen = nothingSeen();
    // A large integer stays a number: the program that reads the file may keep all digits.
    const shown = (value: unknown) => (typeof value === 'bigint' ? value.toString() : encode(value, whole, seen));
    const object = (row: readonly unknown[]) =>
      `{${row.map((value, index) => `${keys[index]}:${shown(value)}`).join(',')}}`;
    const write = (text: string) => sink.write(Buffer.from(text));
    let rows = 0;
    if (isList) write('[');
    return {
      add(row) {
        write(isList ? `${rows === 0 ? '\n' : ',\n'}${object(row)}` : `${object(row)}\n`);
        rows++;
      },
      end() {
        if (isList) write(rows === 0 ? ']\n' : '\n]\n');
        sink.end();
      },
    };
  };
