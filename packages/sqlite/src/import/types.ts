/** What all values of a column have in common. */
export type ColumnType = 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB' | '';

// Leading zeros and plus signs would be lost: such values are texts.
const integer = /^-?(?:0|[1-9]\d{0,17})$/;
const real = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
/** Digits that a REAL keeps. */
const exactDigits = 15;

/** Widens a column's type so that it holds one more text without changing it. */
export function widenByText(type: ColumnType, text: string): ColumnType {
  if (type === 'TEXT') return type;
  if (integer.test(text)) return type === '' ? 'INTEGER' : type;
  const exact = real.test(text) && text.replaceAll(/[^\d]/g, '').length <= exactDigits;
  return exact ? 'REAL' : 'TEXT';
}

/** The same for a value that has a type of its own. */
export function widenByValue(type: ColumnType, value: unknown): ColumnType {
  if (value === null || value === undefined) return type;
  const own: ColumnType =
    typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value)) || isInteger(value)
      ? 'INTEGER'
      : typeof value === 'number'
        ? 'REAL'
        : 'TEXT';
  if (type === '' || type === own) return own;
  return type !== 'TEXT' && own !== 'TEXT' ? 'REAL' : 'TEXT';
}

const isInteger = (value: unknown): boolean => typeof value === 'object' && value !== null && '$int' in value;
