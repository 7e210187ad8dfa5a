import { invisibleIn, isInvisible, writeInvisible } from '@mcp-reference/kit';

const literal = /⟦(?=U\+)/g;
const written = /⟦U\+([0-9A-F]{4,6})⟧/g;
const kept = new Set(['\t', '\n', '\r']);

const code = (character: string): string =>
  `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`;

/** A text with its invisible characters written as `⟦U+200B⟧`. {@link restore} gives back the very text. */
export const show = (text: string): string =>
  writeInvisible(text.replace(literal, code), (character) => (kept.has(character) ? character : code(character)));

/** Turns what {@link show} wrote out into the characters again, so that a text can be written as it was read. */
export function restore(text: string): string {
  return text.replace(written, (whole, digits: string) => {
    const point = Number.parseInt(digits, 16);
    const character = point <= 0x10_ffff ? String.fromCodePoint(point) : '';
    return character === '⟦' || isInvisible(character) ? character : whole;
  });
}

/** The number of invisible characters in a text. */
export const countInvisible = (text: string): number => [...invisibleIn(text).values()].reduce((sum, n) => sum + n, 0);
