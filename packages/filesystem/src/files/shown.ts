import { hasInvisible, type Folder } from '@mcp-reference/kit/sandbox';

/**
 * Parts of the server's own lines: brackets and arrows, separators of facts (`, `, `: `, `; `, tabs, two spaces), line numbers, marks of
 * diffs and headers, and what follows a name, such as ` (gone)` or ` ...`. Unicode's other arrows and brackets look like them.
 */
const ownMarks =
  /[\]["\t\u2190-\u21ff\u27f0-\u27ff\uff3b\uff3d\u3010\u3011]|[,:;] |:\d|\s[-=]+> | {2}|(?:^|[\s/])(?:-{3}|\+{3}|@@|[!#] )|^[\s#(]|[\s)]$|\/\s|\s\/|\.{3}$|…$/;

/**
 * A name from outside as a line or a header of an answer shows it: the name itself, or a JSON string where it could be read as something
 * the server says, as two names, or has characters that nobody sees.
 */
export const headerName = (name: string): string =>
  hasInvisible(name) || ownMarks.test(name) ? jsonString(name) : name;

/** A name as {@link headerName} shows it, for the next call: one that a path must not begin with gets `./`. */
export const shownName = (name: string): string =>
  headerName(/^(?:file:|~(?:\/|$)|[a-z]:(?:[\\/]|$))/i.test(name) ? `./${name}` : name);

/** A JSON string in which invisible characters are escaped: reading it gives the text. */
const jsonString = (text: string): string =>
  Array.from(JSON.stringify(text), (character) => (hasInvisible(character) ? escaped(character) : character)).join('');

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');

/**
 * Names the entries below a folder in an answer so that they can be used in the next call. The caller's own
 * spelling of the folder goes before them, or the folder's real path where that was an address or began with `~`.
 */
export function namer(start: Folder, asked: string): (path: string) => string {
  const own = /^file:/i.test(asked) || asked.startsWith('~') ? start.path : asked;
  const base = own.replace(/(?:^\.[/\\]+)+/, '').replace(process.platform === 'win32' ? /[/\\]+$/ : /\/+$/, '');
  const separator = process.platform === 'win32' && base.includes('\\') ? '\\' : '/';
  const isTop = base === '' && (own === '.' || own.startsWith('.'));
  if (isTop || base === '.') return shownName;
  return (path) => shownName(base + separator + (separator === '/' ? path : path.replaceAll('/', separator)));
}
