import path from 'node:path';
import { hasInvisible, visible } from '../answer/invisible.ts';
import { ToolError } from '../errors.ts';

export { visible };

/** The system that paths are parsed for. Injected, so that tests can use the rules of any system. */
export interface PathRules {
  platform: NodeJS.Platform;
  home: string;
}

/** A caller's path, parsed but not yet looked up. */
export interface ParsedPath {
  /** The caller's exact spelling, the only one used in answers. */
  shown: string;
  /** Absolute or relative to a root, with `.` and `..` resolved as text and without a trailing separator. */
  path: string;
  absolute: boolean;
  /** True if it ended with a separator and must name a folder. */
  folder: boolean;
}

const maxPathBytes = 4095;
const devicePath = /^[\\/]{2}[?.][\\/]/;
const drivePath = /^[A-Za-z]:([\\/]|$)/;
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|com[1-9¹²³]|lpt[1-9¹²³])([. ].*)?$/i;
/** Returns the path module of a platform. */
export const pathOf = (platform: NodeJS.Platform) => (platform === 'win32' ? path.win32 : path.posix);

/**
 * Parses a path exactly as given. Only `file://` URLs and a leading `~` are rewritten: no trimming, unquoting, decoding
 * or case folding, because checking one form of a string and using another is a vulnerability.
 * @throws ToolError `invalid` that states the fault.
 */
export function parsePath(shown: string, rules: PathRules): ParsedPath {
  const p = pathOf(rules.platform);
  // Before any message repeats it: long input is not echoed.
  if (Buffer.byteLength(shown) > 3 * maxPathBytes) throw tooLong();
  if (shown === '') throw new ToolError('invalid', 'The path is empty. Use "." for the allowed folder itself.');
  if (shown.includes('\0'))
    throw new ToolError('invalid', 'The path contains a NUL character, which no file name can.');
  if (/\p{Surrogate}/u.test(shown)) throw new ToolError('invalid', 'The path is not well-formed Unicode.');
  let text = shown;
  if (/^file:/i.test(shown)) text = pathOfFileUrl(shown, rules.platform);
  else if (shown === '~' || shown.startsWith('~/') || (rules.platform === 'win32' && shown.startsWith('~\\'))) {
    text = rules.home + shown.slice(1);
  } else if (rules.platform !== 'win32' && drivePath.test(shown)) {
    throw new ToolError('invalid', `"${shown}" is a Windows path, and this server does not run on Windows.`);
  }
  if (rules.platform === 'win32') refuseWindowsTraps(shown, text);
  if (Buffer.byteLength(text) > maxPathBytes) {
    throw tooLong();
  }
  const absolute = p.isAbsolute(text);
  const normal = absolute ? p.resolve(text) : p.normalize(text);
  if (!absolute && (normal === '..' || normal.startsWith(`..${p.sep}`))) {
    throw new ToolError('denied', `"${shown}" leads outside the allowed folders.`);
  }
  const folder = endsInSeparator(text, rules.platform);
  // Node puts "./" before relative names that look like devices.
  const plain = absolute ? normal : normal.replace(/^\.[\\/](?=.)/, '');
  const end = !absolute && plain.endsWith(p.sep) ? plain.slice(0, -1) : plain;
  return { shown, path: end === '' ? '.' : end, absolute, folder };
}

const tooLong = () => new ToolError('invalid', `The path is longer than ${maxPathBytes} bytes.`);

/** The path of `name` directly inside `folder`, both as the kernel spells them. Paths are put together nowhere else. */
export function inside(folder: string, name: string, platform: NodeJS.Platform = process.platform): string {
  const { sep } = pathOf(platform);
  return folder.endsWith(sep) ? folder + name : folder + sep + name;
}

/** Appends a name to the caller's spelling, with the separator that it uses. */
export function insideShown(folder: string, name: string, platform: NodeJS.Platform = process.platform): string {
  if (folder === '.') return name;
  if (endsInSeparator(folder, platform)) return folder + name;
  return folder + (platform === 'win32' && folder.includes('\\') ? '\\' : '/') + name;
}

/** True if a path ends with a separator, which only the path of a folder may. */
export function endsInSeparator(path: string, platform: NodeJS.Platform): boolean {
  return path.endsWith('/') || (platform === 'win32' && path.endsWith('\\'));
}

/** True if `inner` is `outer` or below it. Compares the kernel's spellings exactly, on every system. */
export function contains(outer: string, inner: string, platform: NodeJS.Platform): boolean {
  const { sep } = pathOf(platform);
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

/**
 * Returns the names that lead from `outer` to `inner`, in the caller's spelling; undefined if `inner` is not below
 * `outer`. Ignores what disks usually ignore there: case on Windows and macOS, on macOS also the normal form. The kernel's
 * spelling later decides where the path really leads.
 */
export function below(outer: string, inner: string, platform: NodeJS.Platform): string[] | undefined {
  const { sep } = pathOf(platform);
  // Spelled the same, as almost always.
  if (contains(outer, inner, platform)) return inner.slice(outer.length).split(sep).filter(Boolean);
  const split = (path: string) => path.split(sep).filter((name, index) => name !== '' || index === 0);
  const outerNames = split(outer);
  const innerNames = split(inner);
  const same = (a: string, b: string | undefined) =>
    a === b || (b !== undefined && onDisk(a, platform) === onDisk(b, platform));
  if (!outerNames.every((name, index) => same(name, innerNames[index]))) return undefined;
  return innerNames.slice(outerNames.length);
}

/** Returns what names that the disks of a system usually take for one have in common. */
function onDisk(name: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return folded(name);
  return platform === 'darwin' ? folded(name.normalize('NFC')) : name;
}

/** Folds case like Windows: to upper case, character by character, if each has exactly one. */
function folded(name: string): string {
  return [...name].map((c) => (c.toUpperCase().length === c.length ? c.toUpperCase() : c)).join('');
}

/**
 * Rejects names that must not be created: those that read as another name and, on Windows, those that the system
 * interprets (devices, streams, trailing dots and spaces).
 */
export function assertCreatable(name: string, shown: string, platform: NodeJS.Platform): void {
  if (hasInvisible(name)) {
    throw new ToolError(
      'invalid',
      `The name in "${visible(shown)}" contains an invisible or direction-changing character; choose a name without it.`,
    );
  }
  if (platform === 'win32') assertPlainWindowsName(name, shown);
}

function pathOfFileUrl(shown: string, platform: NodeJS.Platform): string {
  let url: URL;
  try {
    url = new URL(shown);
  } catch {
    throw new ToolError('invalid', `"${shown}" is not a valid file:// address.`);
  }
  if (url.protocol !== 'file:' || (url.host !== '' && url.host !== 'localhost')) {
    throw new ToolError('invalid', `"${shown}" names another computer; only file:///path is understood.`);
  }
  if (/%2f|%5c|%00/i.test(url.pathname)) {
    throw new ToolError('invalid', `"${shown}" hides a separator behind a percent code; write it plainly.`);
  }
  if (url.search !== '' || url.hash !== '') {
    throw new ToolError('invalid', `"${shown}" has "?" or "#" in it; write them as %3F and %23.`);
  }
  let decoded: string;
  try {
    decoded = decodeURIComponent(url.pathname);
  } catch {
    throw new ToolError('invalid', `"${shown}" has a percent code that is not UTF-8.`);
  }
  return platform === 'win32' && /^\/[A-Za-z]:/.test(decoded) ? decoded.slice(1).replaceAll('/', '\\') : decoded;
}

function refuseWindowsTraps(shown: string, text: string): void {
  if (devicePath.test(text)) throw new ToolError('invalid', `"${shown}" is a device path; use an ordinary path.`);
  if (/^[A-Za-z]:(?![\\/])/.test(text)) {
    throw new ToolError(
      'invalid',
      `"${shown}" depends on a drive's current folder; write it with a "\\" after the colon.`,
    );
  }
  const names = text.replace(/^[A-Za-z]:/, '').split(/[\\/]/);
  for (const name of names) if (name !== '.' && name !== '..') assertPlainWindowsName(name, shown);
}

function assertPlainWindowsName(name: string, shown: string): void {
  if (name === '') return;
  if (name.includes(':'))
    throw new ToolError('invalid', `"${shown}" names an alternate data stream, which is not allowed.`);
  const forbidden = /[<>"|?*]/.exec(name)?.[0];
  if (forbidden !== undefined)
    throw new ToolError('invalid', `"${shown}" contains ${forbidden}, which no name can on Windows (< > : " | ? *).`);
  if (deviceName.test(name)) throw new ToolError('invalid', `"${shown}" contains the device name "${name}".`);
  if (/[. ]$/.test(name))
    throw new ToolError('invalid', `"${shown}" has a name that ends in a dot or space, which Windows drops.`);
}
