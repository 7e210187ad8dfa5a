/** The dot that "İ" keeps when it is folded. */
const dotted = /I\u0307/g;

/**
 * Folds a text so that texts which differ only in case, or in how accents are composed, become equal. As in Unicode's full
 * case folding, "ß" is "ss" and "ς" is "σ". The four letters i of Turkish are one letter.
 */
export const fold = (text: string): string => text.normalize('NFC').toLowerCase().toUpperCase().replaceAll(dotted, 'I');

const otherLetters = /[^\p{ASCII}]+/gu;

/**
 * Returns a pattern for LIKE that matches every text in which the folded text is. LIKE folds ASCII only, so other letters match
 * anything, and the ASCII letters that others fold to match any one character: ſ, ı, İ and the Kelvin sign.
 */
export const likePattern = (text: string): string =>
  `%${text
    .normalize('NFC')
    .replaceAll(/[\\%_]/g, String.raw`\$&`)
    .replaceAll(/ss/gi, '%')
    .replaceAll(/[sik]/gi, '_')
    .replaceAll(otherLetters, '%')}%`;

/** Returns the index in `value` at which the folded text begins; -1 if it is not there. */
export function placeOf(value: string, text: string): number {
  const at = fold(value).indexOf(fold(text));
  let folded = 0;
  let index = 0;
  // Folding changes lengths.
  for (const character of value) {
    if (at === -1 || folded >= at) break;
    folded += fold(character).length;
    index += character.length;
  }
  return at === -1 ? -1 : index;
}
