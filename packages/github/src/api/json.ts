/**
 * Reads JSON without losing digits: a whole number that a JavaScript number cannot hold exactly (ids have 64 bits)
 * becomes a string of its digits.
 */
export const parseExactly = (text: string): unknown => JSON.parse(exactNumbers(text));

/** JSON in which such numbers are strings, for a reader that would round them. */
export const exactNumbers = (text: string): string =>
  digits.test(text) && mayHoldLong.test(text) ? text.replace(stringsAndLongNumbers, quoted) : text;

/** Quick to look for, and rare. */
const digits = /\d{16}/;
/** After a colon, comma or bracket: 16 digits or more. Strings that look so cost a slower reading, nothing else. */
const mayHoldLong = /[:[,]\s*-?\d{16}/;
const stringsAndLongNumbers = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

function quoted(token: string): string {
  if (token.startsWith('"') || Number.isSafeInteger(Number(token))) return token;
  return `"${token}"`;
}
