/**
 * Characters that a person cannot see or that change how the text around them reads: controls, format characters
 * (direction marks, zero-width characters, tags, number signs), separators, fillers, variation selectors, lone
 * surrogates, private use. The classes are Unicode's, as this version of Node knows them, plus the blank braille pattern
 * and the null note head, which Unicode calls visible.
 */
const invisible = '[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1d159}]';
const anyInvisible = new RegExp(invisible, 'u');
const eachInvisible = new RegExp(invisible, 'gu');
const onlyInvisible = new RegExp(`^${invisible}$`, 'u');

/** In scripts without joining letters, a joiner inside a word only serves to imitate another word. */
const withoutJoining =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const letter = /[\p{L}\p{M}]/u;
const pictograph = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[#*0-9]|\ufe0f|\u20e3/u;

/**
 * Escapes every invisible character, such as `\u202e`, so that a name or value fits on one line. Joiners that a script
 * needs and the parts of emoji stay.
 */
export const visible = (text: string): string => writeInvisible(text, escaped);

/** Writes every invisible character of a text in another way; {@link visible} says which ones stay. */
export function writeInvisible(text: string, write: (character: string) => string): string {
  if (!anyInvisible.test(text)) return text;
  return text.replace(eachInvisible, (character, at: number) =>
    isNeeded(text, at, character) ? character : write(character),
  );
}

/** True for one character that is invisible by itself. */
export const isInvisible = (character: string): boolean => onlyInvisible.test(character);

/** Reports whether {@link visible} would change the text. */
export const hasInvisible = (text: string): boolean => anyInvisible.test(text) && visible(text) !== text;

/** Counts the invisible characters of a text by code, such as `U+200B` → 3. Tabs and line ends are not counted. */
export function invisibleIn(text: string): Map<string, number> {
  const found = new Map<string, number>();
  // Most texts are these, and looking at every line end would take ten times as long.
  if (/^[\t\n\r\x20-\x7e]*$/.test(text) || !anyInvisible.test(text)) return found;
  for (const { 0: character, index } of text.matchAll(eachInvisible)) {
    if (character === '\t' || character === '\n' || character === '\r') continue;
    if (isNeeded(text, index, character)) continue;
    const code = `U+${hexOf(character).toUpperCase().padStart(4, '0')}`;
    found.set(code, (found.get(code) ?? 0) + 1);
  }
  return found;
}

/** Reports whether a character that is invisible by itself shapes the characters beside it. */
function isNeeded(text: string, at: number, character: string): boolean {
  if (character !== '\u200c' && character !== '\u200d' && character !== '\ufe0f') return false;
  const before = lastOf(text.slice(Math.max(0, at - 2), at));
  if (character === '\ufe0f') return pictograph.test(before);
  const after = String.fromCodePoint(text.codePointAt(at + 1) ?? 0x20);
  const joins = (one: string) => letter.test(one) && !withoutJoining.test(one);
  return (joins(before) && joins(after)) || (pictograph.test(before) && pictograph.test(after));
}

const lastOf = (text: string): string => [...text].at(-1) ?? ' ';

const hexOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);

function escaped(character: string): string {
  const code = hexOf(character);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
