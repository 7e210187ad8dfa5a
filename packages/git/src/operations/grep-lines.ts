/** One line that `git grep --null --line-number` printed: a match, or a line around one. */
export interface GrepLine {
  file: Buffer;
  line: string;
  text: Buffer;
}

const separator = Buffer.from('--\n');

/**
 * Reads `name NUL number NUL text LF`. A name can hold line ends and anything else but NUL, a text no line end, so nothing in a
 * repository can be taken for another line.
 * @param prefix What stands before each name: the tree that was searched.
 */
export function* grepLines(output: Buffer, prefix: string): Generator<GrepLine> {
  for (let at = 0; at < output.length;) {
    if (at > 0 && output.subarray(at, at + 3).equals(separator)) at += 3;
    const afterName = output.indexOf(0, at);
    const afterNumber = output.indexOf(0, afterName + 1);
    if (afterName === -1 || afterNumber === -1) return;
    const end = output.indexOf(10, afterNumber + 1);
    yield {
      file: output.subarray(at + prefix.length, afterName),
      line: output.toString('latin1', afterName + 1, afterNumber),
      text: output.subarray(afterNumber + 1, end === -1 ? output.length : end),
    };
    if (end === -1) return;
    at = end + 1;
  }
}
