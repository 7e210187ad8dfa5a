/**
 * Characters that a person does not see or that move text around: controls, zero-width and direction-changing ones,
 * fillers, tags, variation selectors, private use. A model reads them all the same, so they are where instructions hide.
 */
const invisible =
  '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f' +
  '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ue000-\\uf8ff\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb' +
  '\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}\\u{f0000}-\\u{10ffff}]';
const anyInvisible = new RegExp(`${invisible}|⟦U\\+`, 'u');
const onlyInvisible = new RegExp(`^${invisible}$`, 'u');
let forEmoji: RegExp | undefined;
/** Whole emoji are passed over: many are joined or coloured by such characters. Made late, because making it takes 15 ms. */
const emojiOrInvisible = () => (forEmoji ??= new RegExp(`\\p{RGI_Emoji}|${invisible}|⟦(?=U\\+)`, 'gv'));
const written = /⟦U\+([0-9A-F]{4,6})⟧/g;

/** Scripts whose letters take another form beside a joiner. */
const joining = new RegExp(
  `^[${[
    'Arabic',
    'Devanagari',
    'Bengali',
    'Gurmukhi',
    'Gujarati',
    'Oriya',
    'Tamil',
    'Telugu',
    'Kannada',
    'Malayalam',
    'Sinhala',
    'Syriac',
    'Mongolian',
    'Khmer',
    'Myanmar',
  ]
    .map((script) => `\\p{Script=${script}}`)
    .join('')}]$`,
  'u',
);

/** A text with its invisible characters written as `⟦U+200B⟧`. {@link restore} gives back the very text. */
export function show(text: string): string {
  if (!anyInvisible.test(text)) return text;
  return text.replace(emojiOrInvisible(), (found, at: number) => {
    if (found !== '⟦' && !onlyInvisible.test(found)) return found;
    if ((found === '\u200c' || found === '\u200d') && joins(text, at)) return found;
    return `⟦U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`;
  });
}

const joins = (text: string, at: number) => joining.test(text[at - 1] ?? '') && joining.test(text[at + 1] ?? '');

/** Turns what {@link show} wrote out into the characters again, so that a text can be written as it was read. */
export function restore(text: string): string {
  return text.replace(written, (whole, code: string) => {
    const point = Number.parseInt(code, 16);
    const character = point <= 0x10_ffff ? String.fromCodePoint(point) : '';
    return character === '⟦' || onlyInvisible.test(character) ? character : whole;
  });
}

/** The number of invisible characters in a text. */
export function countInvisible(text: string): number {
  return anyInvisible.test(text) ? show(text).split('⟦U+').length - 1 : 0;
}
