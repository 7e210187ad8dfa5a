/** Printable ASCII, tabs and line ends: the same bytes in nearly every encoding, and nothing invisible. */
const plain = /^[\t\n\r\x20-\x7e]*$/;

/** Returns the text of bytes that are all plain, otherwise undefined. One search takes the place of all other tests. */
export function plainText(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1');
  return plain.test(text) ? text : undefined;
}

/** Counts the lines of a text. A final line end does not begin another line. */
export function lineCount(text: string): number {
  if (text === '') return 0;
  let lines = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
