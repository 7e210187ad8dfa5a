import { hasInvisible, isTemporary, visible } from '@mcp-reference/kit/sandbox';

/** As deep as everything here walks. */
const maxDepth = 100;
/** As long, in bytes, as file systems let a name and systems let a path be. */
const maxNameBytes = 255;
const maxPathBytes = 4095;

// Windows opens the device whatever stands behind the name, and drops dots and spaces at the end.
const windowsTrap = /^(con|prn|aux|nul|conin\$|conout\$|com[1-9¹²³]|lpt[1-9¹²³])([. ].*)?$|:|[. ]$/i;

/** The names that an entry of an archive leads through, or why it may lead nowhere. */
export type Way = { names: string[] } | { problem: string };

/**
 * Reads the name of an entry. The names that come out are the ones that are used, one by one, so that nothing can
 * mean something else after the check; nothing is repaired, only steps to `.` are left out.
 */
export function wayOf(name: string, platform: NodeJS.Platform): Way {
  if (name === '') return { problem: 'has no name' };
  if (hasInvisible(name) || name.includes('\ufffd')) {
    return { problem: 'has control, invisible or unreadable characters in its name' };
  }
  if (name.includes('\\')) return { problem: 'has a backslash in its name' };
  if (name.startsWith('/')) return { problem: 'has an absolute name' };
  if (/^[A-Za-z]:/.test(name)) return { problem: 'has a drive letter in its name' };
  const parts = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  if (parts.includes('..')) return { problem: 'has ".." in its name' };
  if (parts.includes('')) return { problem: 'has a folder without a name' };
  const names = parts.filter((part) => part !== '.');
  if (names.length === 0 && !name.endsWith('/')) return { problem: 'has no name' };
  if (names.length > maxDepth) return { problem: `lies deeper than ${maxDepth} folders` };
  if (Buffer.byteLength(name) > maxPathBytes || names.some((part) => Buffer.byteLength(part) > maxNameBytes)) {
    return { problem: 'has a name that is too long' };
  }
  if (names.some(isTemporary)) return { problem: 'has the name of an unfinished file of this server' };
  if (platform === 'win32' && names.some((part) => windowsTrap.test(part))) {
    return { problem: 'has a name that Windows reads as something else' };
  }
  return { names };
}

/**
 * The names that an archive would make, and whether two of them would meet: where case or Unicode form do not count
 * (macOS, Windows), the second would be written over or into the first.
 */
export class Claims {
  readonly #claims = new Map<string, { spelling: string; folder: boolean; said: boolean }>();

  /** Claims the way and the folders that lead to it. Returns the name that is in its way. */
  claim(names: readonly string[], folder: boolean): string | undefined {
    for (let length = 1; length <= names.length; length++) {
      const spelling = names.slice(0, length).join('/');
      const last = length === names.length;
      const taken = this.#take(spelling, !last || folder, last);
      if (taken !== undefined) return taken;
    }
    return undefined;
  }

  #take(spelling: string, folder: boolean, said: boolean): string | undefined {
    const key = spelling.normalize('NFC').toLowerCase();
    const known = this.#claims.get(key);
    if (known === undefined) this.#claims.set(key, { spelling, folder, said });
    else if (known.spelling !== spelling || known.folder !== folder || (known.said && said)) return known.spelling;
    // A folder may be named once in addition to the entries that need it.
    else known.said ||= said;
    return undefined;
  }
}

const longest = 200;

/** A name for a message, between quotation marks. */
export const shortName = (name: string): string => visible(cut(name)).replaceAll('"', '\\"');

/** The beginning of a name: those in archives can be 64 kB long. */
export const cut = (name: string): string => (name.length > longest ? `${name.slice(0, longest)}...` : name);
