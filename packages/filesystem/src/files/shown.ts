import { visible, type Folder } from '@mcp-reference/kit/sandbox';

/**
 * A name from a disk as one line of an answer shows it. One that could be read as something the server says, or as two
 * names, is a JSON string: what it holds is then told from what is around it.
 */
export function shownName(name: string): string {
  const plain = visible(name);
  return /^[\s["#]|[\s\]/)]$|\t| -> |^\(|^\.\.\.$|, /.test(plain) ? JSON.stringify(plain) : plain;
}

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
