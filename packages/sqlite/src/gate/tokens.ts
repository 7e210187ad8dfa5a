/** The kinds of tokens, spaces and comments left out. `id` is a name or keyword without quotes, `name` one in quotes. */
export type TokenKind =
  | 'id'
  | 'name'
  | 'string'
  | 'blob'
  | 'number'
  | 'variable'
  | 'semicolon'
  | 'operator'
  | 'illegal';

export interface Token {
  kind: TokenKind;
  start: number;
  end: number;
  /** As written; for `name` and `string` without the quotes. */
  text: string;
  /** The text of an `id` in capitals, as keywords are compared; empty for anything else. */
  word: string;
}

const isSpaceFirst = (c: number) => c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0c || c === 0x0d;
// Within a run SQLite also takes a vertical tab, which cannot begin one.
const isSpace = (c: number) => isSpaceFirst(c) || c === 0x0b;
const isDigit = (c: number) => c >= 0x30 && c <= 0x39;
const isLetter = (c: number) => (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a);
const isHex = (c: number) => isDigit(c) || (c >= 0x41 && c <= 0x46) || (c >= 0x61 && c <= 0x66);
const isNameFirst = (c: number) => isLetter(c) || c === 0x5f || c >= 0x80;
const isName = (c: number) => isNameFirst(c) || isDigit(c) || c === 0x24;
const byteOrderMark = 0xfeff;
const frequent = new Map([',', '?', '(', ')'].map((text) => [text.charCodeAt(0), text]));

/**
 * Cuts SQL into tokens exactly as SQLite does (sqlite3GetToken in its tokenize.c), because what is decided here must
 * hold for what SQLite will read: a comment that ends elsewhere, or a space that is none, would hide a statement.
 */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    // Lists with thousands of variables consist of these.
    const text = frequent.get(sql.charCodeAt(at));
    if (text !== undefined && !(text === '?' && isDigit(sql.charCodeAt(at + 1)))) {
      tokens.push({ kind: text === '?' ? 'variable' : 'operator', start: at, end: ++at, text, word: '' });
      continue;
    }
    const blank = skipBlank(sql, at);
    if (blank > at) {
      at = blank;
      continue;
    }
    const token = read(sql, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

/** Returns the end of a space or comment at `start`, or `start` if there is none. */
function skipBlank(sql: string, start: number): number {
  const c = sql.charCodeAt(start);
  if (c === byteOrderMark) return start + 1;
  if (isSpaceFirst(c)) {
    let end = start + 1;
    while (isSpace(sql.charCodeAt(end))) end++;
    return end;
  }
  if (c === 0x2d && sql.charCodeAt(start + 1) === 0x2d) {
    const end = sql.indexOf('\n', start + 2);
    return end === -1 ? sql.length : end;
  }
  // "/*" at the very end is two operators.
  if (c === 0x2f && sql.charCodeAt(start + 1) === 0x2a && start + 2 < sql.length) {
    const end = sql.indexOf('*/', start + 2);
    return end === -1 ? sql.length : end + 2;
  }
  return start;
}

function read(sql: string, start: number): Token {
  const c = sql.charCodeAt(start);
  const token = (kind: TokenKind, end: number, text = sql.slice(start, end)): Token => ({
    kind,
    start,
    end,
    text,
    word: kind === 'id' ? text.toUpperCase() : '',
  });
  const next = sql.charCodeAt(start + 1);
  if ((c === 0x78 || c === 0x58) && next === 0x27) return readBlob(sql, start);
  if (isNameFirst(c)) {
    const end = run(sql, start + 1, isName);
    return token('id', end);
  }
  if (isDigit(c) || (c === 0x2e && isDigit(next))) return readNumber(sql, start);
  switch (sql[start]) {
    case "'":
    case '"':
    case '`':
      return readQuoted(sql, start);
    case '[': {
      const end = sql.indexOf(']', start + 1);
      return end === -1 ? token('illegal', sql.length) : token('name', end + 1, sql.slice(start + 1, end));
    }
    case ';':
      return token('semicolon', start + 1);
    case '?':
      return token('variable', run(sql, start + 1, isDigit));
    case '$':
    case '@':
    case ':':
    case '#':
      return readVariable(sql, start);
    case '-':
      return token('operator', start + (next !== 0x3e ? 1 : sql[start + 2] === '>' ? 3 : 2));
    case '=':
      return token('operator', start + (next === 0x3d ? 2 : 1));
    case '<':
      return token('operator', start + (next === 0x3d || next === 0x3e || next === 0x3c ? 2 : 1));
    case '>':
      return token('operator', start + (next === 0x3d || next === 0x3e ? 2 : 1));
    case '!':
      return next === 0x3d ? token('operator', start + 2) : token('illegal', start + 1);
    case '|':
      return token('operator', start + (next === 0x7c ? 2 : 1));
    case '(':
    case ')':
    case '+':
    case '*':
    case '/':
    case '%':
    case ',':
    case '&':
    case '~':
    case '.':
      return token('operator', start + 1);
    default:
      return token('illegal', start + 1);
  }
}

function run(sql: string, from: number, is: (c: number) => boolean): number {
  let end = from;
  while (end < sql.length && is(sql.charCodeAt(end))) end++;
  return end;
}

function readQuoted(sql: string, start: number): Token {
  const quote = sql.charAt(start);
  for (let at = start + 1; ; at += 2) {
    at = sql.indexOf(quote, at);
    if (at === -1) return { kind: 'illegal', start, end: sql.length, text: sql.slice(start), word: '' };
    if (sql[at + 1] === quote) continue;
    const text = sql.slice(start + 1, at).replaceAll(quote + quote, () => quote);
    return { kind: quote === "'" ? 'string' : 'name', start, end: at + 1, text, word: '' };
  }
}

function readBlob(sql: string, start: number): Token {
  let end = run(sql, start + 2, isHex);
  const whole = sql[end] === "'" && (end - start) % 2 === 0;
  if (!whole) while (end < sql.length && sql[end] !== "'") end++;
  if (end < sql.length) end++;
  return { kind: whole ? 'blob' : 'illegal', start, end, text: sql.slice(start, end), word: '' };
}

/** Digits may be separated by "_"; what follows directly and could be part of a name makes it illegal. */
function readNumber(sql: string, start: number): Token {
  const digits = (c: number) => isDigit(c) || c === 0x5f;
  let end = start;
  if (sql[start] === '0' && /[xX]/.test(sql.charAt(start + 1)) && isHex(sql.charCodeAt(start + 2))) {
    end = run(sql, start + 2, (c) => isHex(c) || c === 0x5f);
  } else {
    end = run(sql, start, digits);
    if (sql[end] === '.') end = run(sql, end + 1, digits);
    const exponent = /^[eE][+-]?[0-9]/.exec(sql.slice(end, end + 3));
    if (exponent) end = run(sql, end + exponent[0].length, digits);
  }
  const whole = run(sql, end, isName);
  return { kind: whole === end ? 'number' : 'illegal', start, end: whole, text: sql.slice(start, whole), word: '' };
}

/** `:name`, `@name`, `$name`, also as Tcl writes them: `$a::b(c)`. */
function readVariable(sql: string, start: number): Token {
  let named = 0;
  let end = start + 1;
  for (; end < sql.length; end++) {
    const c = sql.charCodeAt(end);
    if (isName(c)) named++;
    else if (c === 0x28 && named > 0) {
      do end++;
      while (end < sql.length && !isSpace(sql.charCodeAt(end)) && sql[end] !== ')');
      if (sql[end] === ')') end++;
      else named = 0;
      break;
    } else if (c === 0x3a && sql[end + 1] === ':') end++;
    else break;
  }
  return { kind: named > 0 ? 'variable' : 'illegal', start, end, text: sql.slice(start, end), word: '' };
}
