export type LineEnds = 'LF' | 'CRLF' | 'mixed line ends';

/** The line ends of a text; LF for a text of one line. */
export function lineEnds(text: string): LineEnds {
  const crlf = text.match(/\r\n/g)?.length ?? 0;
  if (crlf === 0) return 'LF';
  return crlf === (text.match(/\n/g)?.length ?? 0) ? 'CRLF' : 'mixed line ends';
}

export const toCrlf = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n');
