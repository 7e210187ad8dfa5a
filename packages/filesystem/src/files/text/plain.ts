/** Printable ASCII, tabs and line ends: the same bytes in nearly every encoding, and nothing invisible. */
const plain = /^[\t\n\r\x20-\x7e]*$/;

/** Returns the text of bytes that are all plain, otherwise undefined. One search takes the place of all other tests. */
export function plainText(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1');
  return plain.test(text) ? text : undefined;
}
