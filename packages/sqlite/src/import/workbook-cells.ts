/** The kind of a cell, its style, and its text. */
export interface Cell {
  type: string;
  style: number;
  text: string;
}

/** The parts of a workbook that give meaning to its cells. */
export interface Meanings {
  /** The shared text with a number; undefined if there is none. */
  sharedText(index: number): string | undefined;
  /** True for the styles that show a number as a date. */
  isDate: readonly boolean[];
  /** True if days are counted from 1904, as old versions for the Mac did. */
  from1904: boolean;
}

/** The number of 1970-01-01 among the days that are counted from 1900, and the days between the two counts. */
const unixEpoch = 25_569;
const from1904 = 1_462;
const dayMs = 86_400_000;

/** The value of a cell: text, number, boolean or date (ECMA-376, part 1, 18.18.11). */
export function valueOf({ type, style, text }: Cell, meanings: Meanings): unknown {
  switch (type) {
    case 's':
      return text === '' ? null : (meanings.sharedText(Number(text)) ?? null);
    case 'inlineStr':
      return plain(text);
    case 'b':
      return text === '' ? null : text === '1' || text === 'true';
    case 'd':
      return text === '' ? null : new Date(text);
    case 'n': {
      if (text === '') return null;
      const number = Number(text);
      if (Number.isNaN(number) || meanings.isDate[style] !== true) return Number.isNaN(number) ? text : number;
      const days = number + (meanings.from1904 ? from1904 : 0);
      return new Date(Math.round((days - unixEpoch) * dayMs));
    }
    default:
      // The result of a formula, or the name of an error.
      return text === '' ? null : plain(text);
  }
}

/** Characters that XML cannot hold are written as `_x000D_`. */
export const plain = (text: string): string =>
  text.includes('_x')
    ? text.replaceAll(/_x([0-9A-F]{4})_/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

/** The column of a reference such as `AB12`, from 0. */
export function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]*/i.exec(reference)?.[0].toUpperCase() ?? '')
    column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** Formats that every workbook has, as ranges of their numbers. */
const dateFormats = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;

/** Returns true if a number format shows dates or times. `code` is its own text, without which it is one of the built-in ones. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return dateFormats.some(([first, last]) => id >= first && id <= last);
  const letters = code.replaceAll(/"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '');
  return /[dhm]|[sy]/i.test(letters) && !/general/i.test(letters);
}
