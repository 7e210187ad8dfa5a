import { createHash, randomBytes } from 'node:crypto';
import { ToolError } from '@mcp-reference/kit';
import { neutralizeImages } from './images.ts';
import { countInvisible, show } from './invisible.ts';
import { writeOut } from './written-out.ts';

export { count } from '@mcp-reference/kit';

/** A text of others on one line: in quotation marks, which it cannot leave, with what is invisible written out. */
export const quoted = (text: string | null | undefined): string => show(JSON.stringify(text ?? ''));

/** Characters that a name may have to stand without quotation marks. */
const simple = /^[\w./@+#:~=*-]{1,120}(?:\[bot\])?$/;
/** A name, or one part of a path, of more words than this reads like a sentence; so does a path of this many. */
const mostWords = { part: 3, path: 8 };
const wordsIn = (text: string): number => text.match(/[A-Za-z]{2,}/g)?.length ?? 0;

/**
 * Shows a name that others choose: a file, branch, label, check, job, artifact, package. A short one of ordinary
 * characters stands as it is; anything that could read like a sentence or leave its place is quoted.
 */
export const plain = (name: string | null | undefined): string => {
  const text = name ?? '';
  if (text === '') return '';
  const isSentence = wordsIn(text) > mostWords.path || text.split('/').some((part) => wordsIn(part) > mostWords.part);
  return simple.test(text) && !isSentence ? text : quoted(text);
};

/** Names in a question are cut here, so that none pushes the rest out of sight. */
const mostAsked = 80;

/** A name in a question to the user: always quoted, cut at 80 characters. */
export const asked = (name: string | null | undefined): string => {
  const text = (name ?? '').replaceAll(/\s+/g, ' ');
  return quoted(text.length > mostAsked ? `${cutText(text, mostAsked)}…` : text);
};

/** An address on one line. One that is not an absolute http address, or has room for more than one, is quoted. */
export const link = (url: string | null | undefined): string =>
  url === null || url === undefined || url === '' ? '' : /^https?:\/\/[!-~]{1,2000}$/.test(url) ? url : quoted(url);

/** A mark that no text can know, because it is made after the text was. */
export const newNonce = (): string => randomBytes(4).toString('hex');

/**
 * A text of others, between marks that it cannot know. What stands between them is data; the server's instructions say so.
 * Images on other hosts are written so that nothing loads them.
 */
export function fenced(text: string, nonce = newNonce()): string {
  // Headings carry the mark, and their names are written out already: a second time would show the marks of the first.
  const parts = text.split(new RegExp(`^(---? ${nonce} .*)$`, 'm'));
  const shown = parts.map((part, index) => (index % 2 === 1 ? neutralizeImages(part) : writeOut(part)));
  return marked(shown.join(''), nonce);
}

/** Contents of a file, a difference or a log: like {@link fenced}, but images stay as they are. */
export const fencedFile = (text: string): string => marked(show(text), newNonce());

const marked = (text: string, nonce: string): string =>
  `<<<${nonce}\n${text}${text.endsWith('\n') ? '' : '\n'}${nonce}>>>`;

/** Tells versions of a text apart; an edit that names it is made only if the text is still the same. */
export const textHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** A body under the facts that an edit of it needs. */
export function body(text: string | null | undefined, budget: number, after?: string): string {
  if (text === null || text === undefined || text === '') return '[no body]';
  const start = offsetIn(after, text.length);
  const facts = [`${text.length.toLocaleString('en-US')} characters`, `body_sha ${textHash(text)}`];
  const hidden = countInvisible(text);
  if (hidden > 0) facts.push(`${hidden} invisible, written as ⟦U+…⟧`);
  if (text.includes('<!--')) facts.push('has comments that readers of the page do not see');
  const shown = cutText(text.slice(start), Math.max(budget, 200));
  const end = start + shown.length;
  if (start > 0) facts.push(`from character ${start.toLocaleString('en-US')}`);
  if (end < text.length) facts.push(`CUT after ${end.toLocaleString('en-US')}, continue with after=${cursorAt(end)}`);
  return `[body: ${facts.join(', ')}]\n${fenced(shown)}`;
}

/** A cursor into a text: the character where it continues. */
export const cursorAt = (character: number): string => `@${character}`;

/**
 * The character that a cursor of {@link cursorAt} names; 0 without one.
 * @throws ToolError `invalid` for another kind of cursor, or one past the end
 */
export function offsetIn(after: string | undefined, length: number): number {
  if (after === undefined) return 0;
  const offset = /^@(\d{1,9})$/.exec(after)?.[1];
  if (offset === undefined || Number(offset) > length)
    throw new ToolError(
      'invalid',
      `after=${JSON.stringify(after.slice(0, 60))} does not continue this text; it takes the value that the earlier answer shows, such as ${cursorAt(20_000)}.`,
    );
  return Number(offset);
}

/** The beginning of a text, without half a character. */
export function cutText(text: string, most: number): string {
  const end = text.slice(0, most);
  return /[\ud800-\udbff]$/.test(end) ? end.slice(0, -1) : end;
}

/** A time to the minute, as GitHub gives it. */
export const minute = (time: string | number | null | undefined): string =>
  time ? textOf(time).replace(/:\d\d(\.\d+)?Z$/, 'Z') : 'never';

/** Some places of the API give seconds since 1970. */
const textOf = (time: string | number): string =>
  typeof time === 'number' ? new Date(time * 1000).toISOString() : time;

export const login = (user: { login?: string | null } | null | undefined): string => plain(user?.login || 'ghost');

/** A number, id or state, for a line of facts. GitHub leaves some out where it should not: a question mark stands for those. */
export const known = (value: string | number | bigint | null | undefined): string =>
  value === null || value === undefined || value === '' ? '?' : String(value);

/** A length in bytes. */
export const byteCount = (bytes: number | null | undefined): string => `${known(bytes?.toLocaleString('en-US'))} bytes`;

/** ` (member)`, or nothing where GitHub does not say how the author belongs to the repository. */
export const belonging = (association: string | null | undefined): string =>
  association ? ` (${association.toLowerCase()})` : '';

/** The parts that are there, one after the other. */
export const facts = (parts: readonly (string | false | null | undefined)[], separator = '; '): string =>
  parts.filter((part) => typeof part === 'string' && part !== '').join(separator);

export const list = (names: readonly string[]): string => names.map(plain).join(', ');

/** ` and 3 more` behind a list of which so many are left out; nothing if none are. */
export const andMore = (left: number): string => (left > 0 ? ` and ${left.toLocaleString('en-US')} more` : '');
