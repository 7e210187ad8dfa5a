/** The type that a new column gets; empty while no value was seen. */
export type ColumnType = 'INTEGER' | 'REAL' | 'NUMERIC' | 'TEXT' | 'BLOB' | '';

// Leading zeros, a plus sign or spaces would be lost.
const integer = /^-?(?:0|[1-9]\d{0,17})$/;
const number = /^-?\d/;

/** True if a REAL is written exactly like this text, such as `1.5`, `7.0` and `1e+300`; false for `1.50` and `1e3`. */
function isReal(text: string): boolean {
  if (!number.test(text)) return false;
  const written = String(Number(text));
  return /[.e]/.test(written) ? written === text : `${written}.0` === text;
}

/** Finds the type that gives every text of a column back as it was. */
export class TextColumn {
  #integers = false;
  #fractions = false;
  /** Such as 7.0, which is 7 in a column that has integers too. */
  #wholeReals = false;
  /** A number that would be changed by every type but TEXT. */
  inexact: string | undefined;
  #text = false;

  add(text: string): void {
    if (this.#text) return;
    if (text !== '-0' && integer.test(text)) this.#integers = true;
    else if (text !== '-0.0' && isReal(text)) {
      if (text.endsWith('.0')) this.#wholeReals = true;
      else this.#fractions = true;
    } else {
      this.#text = true;
      if (text.trim() !== '' && Number.isFinite(Number(text))) this.inexact = text;
    }
  }

  get type(): ColumnType {
    if (this.#text) return 'TEXT';
    const fractional = this.#fractions || this.#wholeReals;
    if (!this.#integers) return fractional ? 'REAL' : '';
    if (!fractional) return 'INTEGER';
    // A REAL column would turn 7 into 7.0, and a NUMERIC one 7.0 into 7.
    return this.#wholeReals ? 'TEXT' : 'NUMERIC';
  }
}

/** Widens a column's type so that it holds one more value that has a type. */
export function widenByValue(type: ColumnType, value: unknown): ColumnType {
  if (value === null || value === undefined) return type;
  const own = typeOf(value);
  if (type === '' || type === own) return own;
  const isNumber = (one: ColumnType) => one === 'INTEGER' || one === 'REAL' || one === 'NUMERIC';
  return isNumber(type) && isNumber(own) ? 'NUMERIC' : type === 'BLOB' || own === 'BLOB' ? 'BLOB' : 'TEXT';
}

function typeOf(value: unknown): ColumnType {
  if (typeof value === 'boolean') return 'INTEGER';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'INTEGER' : 'REAL';
  if (typeof value === 'object' && value !== null) {
    if ('$int' in value) return 'INTEGER';
    if ('$real' in value) return 'REAL';
    if ('$base64' in value) return 'BLOB';
  }
  return 'TEXT';
}
