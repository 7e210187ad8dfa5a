export type LineEnds = 'LF' | 'CRLF' | 'mixed line ends';

/** The line ends of a text; LF for a text of one line. */
export function lineEnds(text: string): LineEnds {
  const crlf = text.match(/\r\n/g)?.length ?? 0;
  if (crlf === 0) return 'LF';
  return crlf === (text.match(/\n/g)?.length ?? 0) ? 'CRLF' : 'mixed line ends';
}

export const toCrlf = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n');

/**
 * A whole text for a file that exists, with the line ends of that file. Only LF becomes CRLF: a caller that sends CRLF wants it,
 * and mixed line ends have no rule.
 */
export function keepLineEnds(before: string | undefined, text: string): { text: string; note: string | undefined } {
  if (before === undefined || !before.includes('\n') || !text.includes('\n')) return { text, note: undefined };
  const [was, is] = [lineEnds(before), lineEnds(text)];
  if (was === is) return { text, note: undefined };
  if (was === 'CRLF' && is === 'LF') return { text: toCrlf(text), note: 'line ends kept: CRLF' };
  return { text, note: `line ends changed from ${was} to ${is}` };
}
