import { isUtf8 } from 'node:buffer';
import { visible } from '@mcp-reference/kit';

export { count } from '@mcp-reference/kit';

/** Text of several lines as it is, but for characters that a reader does not see or that move the text: those are written out. */
export function shownText(text: string): string {
  if (/^[\t\n -~¡-¬®-\u02ff]*$/.test(text)) return text;
  return text
    .split('\n')
    .map((line) => {
      const end = line.endsWith('\r') ? '\r' : '';
      return (
        line
          .slice(0, line.length - end.length)
          .split('\t')
          .map(visible)
          .join('\t') + end
      );
    })
    .join('\n');
}

/** One line: whatever would start another one is written out. */
export const shownLine = (text: string): string => visible(text);

/** Bytes as text: UTF-8, and what is not as Latin-1, in which every byte is a character. */
export const decoded = (bytes: Buffer): string => (isUtf8(bytes) ? bytes.toString() : bytes.toString('latin1'));

/** Removes user names and passwords from all addresses in a text. */
export const scrubbed = (text: string): string => text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]*@/gi, '$1***@');

/** The first digits of an object id, enough to name it. */
export const brief = (oid: string): string => oid.slice(0, 9);

/** Text cut to a length in characters, at the end of a line where there is one, and whether it was. */
export function cutText(text: string, most: number): { text: string; cut: boolean } {
  if (text.length <= most) return { text, cut: false };
  const end = text.lastIndexOf('\n', most);
  return { text: text.slice(0, end > most / 2 ? end : most), cut: true };
}

/** Seconds since the epoch as a date and time where the server runs, with the distance to UTC: `2026-06-01 00:30 +0200`. */
export function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  const east = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + east * 60_000).toISOString().slice(0, 16).replace('T', ' ');
  const [hours, minutes] = [Math.floor(Math.abs(east) / 60), Math.abs(east) % 60].map((n) =>
    String(n).padStart(2, '0'),
  );
  return `${local} ${east < 0 ? '-' : '+'}${hours}${minutes}`;
}

/** The part of a reference's name that people use. */
export const shortRef = (ref: string): string => ref.replace(/^refs\/(heads|tags|remotes)\//, '');

/** A line for an answer: a longer one ends with its length, as those of minified files do. */
export const cutLine = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}... (${text.length} characters)` : text;
