/** A text with the encoding that it was read in. */
export interface Decoded {
  text: string;
  /** Absent for UTF-8. */
  encoding?: string;
}

/** Control characters that text does not have. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const control = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/**
 * The text, if the bytes are one: UTF-8, UTF-16 with a byte order mark, or, as a guess, a single-byte Western encoding.
 * `cut`: the end may be half a character.
 */
export function decode(bytes: Buffer, { cut = false, mayGuess = true } = {}): Decoded | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return utf16(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return utf16(bytes, 'utf-16be');
  if (bytes.includes(0)) return undefined;
  const whole = cut ? bytes.subarray(0, bytes.lastIndexOf(10) + 1) : bytes;
  const text = whole.toString('utf8');
  if (Buffer.from(text).equals(whole)) return { text };
  if (!mayGuess) return undefined;
  const western = new TextDecoder('windows-1252').decode(whole);
  return control.test(western) || !/[A-Za-z]{2}/.test(western)
    ? undefined
    : { text: western, encoding: 'not UTF-8, shown as windows-1252 (a guess)' };
}

function utf16(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): Decoded | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    return control.test(text) ? undefined : { text, encoding: encoding.toUpperCase() };
  } catch {
    return undefined;
  }
}
