// A character can be stored in two normal forms of Unicode, and nobody sees which.

const notAscii = /[^\p{ASCII}]/u;

/** Pieces that compose by themselves: letters with their marks, and the letters that make a Korean syllable. */
const pieces = /[\u1100-\u115f]?[\u1160-\u11a7]+[\u11a8-\u11ff]*|[\uac00-\ud7a3][\u11a8-\u11ff]+|\P{M}?\p{M}+|\P{M}/gu;

export interface Composed {
  text: string;
  /** Translates an offset into `text` to the offset in the text before; offsets must come in ascending order. */
  before(offset: number): number;
  /** Writes a text in the form of the text before. */
  asBefore(text: string): string;
}

/** True if the form of a text can matter at all. */
export const hasForms = (text: string): boolean => notAscii.test(text);

/** Returns a text in composed form (NFC). */
export function composed(text: string): Composed {
  const same = { text, before: (offset: number) => offset, asBefore: (one: string) => one };
  const whole = text.normalize('NFC');
  if (whole === text) return same;
  const lengths = (text.match(pieces) ?? []).map((piece) => [piece.length, piece.normalize('NFC').length] as const);
  // Rare sequences compose over the edge of a piece: those texts are used as they are.
  if (lengths.reduce((sum, [, length]) => sum + length, 0) !== whole.length) return same;
  let [index, from, at] = [0, 0, 0];
  const before = (offset: number): number => {
    for (let piece = lengths[index]; piece !== undefined && at + piece[1] <= offset; piece = lengths[++index]) {
      from += piece[0];
      at += piece[1];
    }
    const [length = 0, made = 0] = lengths[index] ?? [];
    return from + (length === made ? offset - at : offset === at ? 0 : length);
  };
  const isDecomposed = text.normalize('NFD') === text;
  return { text: whole, before, asBefore: (one) => (isDecomposed ? one.normalize('NFD') : one) };
}

/** Returns the form in which `text` has `wanted`; undefined if it has neither. */
export function formIn(text: string, wanted: string): 'NFC' | 'NFD' | undefined {
  if (!hasForms(wanted)) return undefined;
  return (['NFC', 'NFD'] as const).find((form) => text.includes(wanted.normalize(form)));
}
