import { createHash, randomBytes } from 'node:crypto';
import { countInvisible, show } from './invisible.ts';

/** A text of others on one line: in quotation marks, which it cannot leave, with what is invisible written out. */
export const quoted = (text: string | null | undefined): string => show(JSON.stringify(text ?? ''));

/** A name on one line: a branch, a label, a file. */
export const plain = (name: string | null | undefined): string => show((name ?? '').replaceAll(/[\r\n]+/g, ' '));

/** A mark that no text can know, because it is made after the text was. */
export const newNonce = (): string => randomBytes(4).toString('hex');

/**
 * A text of others, between marks that it cannot know. What stands between them is data; the server's instructions say so.
 */
export function fenced(text: string, nonce = newNonce()): string {
  return `<<<${nonce}\n${show(text)}${text.endsWith('\n') ? '' : '\n'}${nonce}>>>`;
}

/** Tells versions of a text apart; an edit that names it is made only if the text is still the same. */
export const textHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** A body under the facts that an edit of it needs. */
export function body(text: string | null | undefined, budget: number): string {
  if (text === null || text === undefined || text === '') return '[no body]';
  const facts = [`${text.length.toLocaleString('en-US')} characters`, `body_sha ${textHash(text)}`];
  const hidden = countInvisible(text);
  if (hidden > 0) facts.push(`${hidden} invisible, written as ⟦U+…⟧`);
  if (text.includes('<!--')) facts.push('has comments that readers of the page do not see');
  const shown = text.length > budget ? cutText(text, budget) : text;
  if (shown !== text) facts.push(`CUT after ${shown.length}`);
  return `[body: ${facts.join(', ')}]\n${fenced(shown)}`;
}

/** The beginning of a text, without half a character. */
export function cutText(text: string, most: number): string {
  const end = text.slice(0, most);
  return /[\ud800-\udbff]$/.test(end) ? end.slice(0, -1) : end;
}

/** A time to the minute, as GitHub gives it. */
export const minute = (time: string | null | undefined): string =>
  time ? time.replace(/:\d\d(\.\d+)?Z$/, 'Z') : 'never';

export const login = (user: { login?: string | null } | null | undefined): string => plain(user?.login ?? 'ghost');

export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;

/** The parts that are there, one after the other. */
export const facts = (parts: readonly (string | false | null | undefined)[], separator = '; '): string =>
  parts.filter((part) => typeof part === 'string' && part !== '').join(separator);

export const list = (names: readonly string[]): string => names.map(plain).join(', ');
