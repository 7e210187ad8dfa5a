import { hasInvisible, visible, type Folder } from '@mcp-reference/kit/sandbox';

/**
 * A name from a disk as one line of an answer shows it. A plain name is the name itself. One that could be read as something the server
 * says, as two names, or with characters that nobody sees is a JSON string. One that a path must not begin with gets `./`.
 */
export function shownName(name: string): string {
  const plain = /^(?:file:|~(?:\/|$)|[a-z]:(?:[\\/]|$))/i.test(name) ? `./${name}` : name;
  if (hasInvisible(plain)) return jsonString(plain);
  return /^[\s["#]|[\s\]/)]$|\t| -> |^\(|^\.\.\.$|, /.test(plain) ? JSON.stringify(plain) : plain;
}

/** A name as a header between brackets shows it: as a JSON string where it could be taken for the header's end or its next part. */
export const headerName = (name: string): string => (/[\][→]|, |: | -> /.test(name) ? jsonString(name) : visible(name));

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
