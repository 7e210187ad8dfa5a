import { visible } from './invisible.ts';

/** The maximum length of a name in a question or a header. */
const longestName = 80;

/** Spaces other than U+0020, and runs of spaces: both can push the rest of a sentence out of sight. */
const oddSpaces = /(?! )\p{Zs}/gu;

/** Puts text from outside on one line, between quotation marks that it cannot close. */
export const quoted = (text: string): string =>
  visible(JSON.stringify(text)).replace(
    oddSpaces,
    (space) => `\\u${space.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/**
 * Quotes a name from outside for use in a sentence: on one line, and cut in the middle if it is long, so that its
 * beginning and its end stay readable. A path of Windows keeps single backslashes.
 * @example named('build/output.txt') // "build/output.txt"
 */
export function named(name: string, longest = longestName, platform = process.platform): string {
  const whole = platform === 'win32' ? quotedPath(name) : quoted(name);
  return cutMiddle(
    whole.replace(/ {3,}/g, (run) => ` … ${run.length} spaces … `),
    longest,
  );
}

/** Leaves backslashes as they are if nothing else needs an escape and the closing quotation mark stays one. */
function quotedPath(name: string): string {
  const escaped = quoted(name);
  const needsOthers = escaped !== `"${name.replaceAll('\\', '\\\\')}"`;
  return needsOthers || name.endsWith('\\') ? escaped : `"${name}"`;
}

/** Cuts a text in the middle to at most `longest` characters, without splitting a character. */
export function cutMiddle(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const characters = [...text];
  if (characters.length <= longest) return text;
  const end = Math.floor((longest - 1) / 2);
  return `${characters.slice(0, longest - 1 - end).join('')}…${characters.slice(-end).join('')}`;
}
