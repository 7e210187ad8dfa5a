import { ToolError } from '@mcp-reference/kit';
import { facts } from '../present/text.ts';

/**
 * The effects of one call, in the order in which they happened. The first step that fails before anything was done is the call's
 * failure; later ones are said beside what was done, because a model that reads an error would do everything again.
 */
export class Report {
  readonly #done: string[] = [];
  readonly #failed: string[] = [];

  did(sentence: string): void {
    this.#done.push(sentence);
  }

  /** Says something that GitHub did not do, or did in another way. */
  failed(sentence: string): void {
    this.#failed.push(sentence);
  }

  /** Runs a step. Once something is done, a failure is noted under its name and the next step runs. */
  async step(what: string, work: () => Promise<string | undefined>): Promise<void> {
    try {
      const said = await work();
      if (said !== undefined) this.did(said);
    } catch (error) {
      if (!(error instanceof ToolError) || this.#done.length === 0) throw error;
      this.failed(`${what}: ${error.message}`);
    }
  }

  /** @throws ToolError `invalid` when the call asked for nothing, such as for an empty list of labels to add */
  text(): string {
    if (this.#done.length + this.#failed.length === 0)
      throw new ToolError('invalid', 'There is nothing to update: every list that was given is empty.');
    return [...this.#done, ...this.#failed.map((sentence) => `NOT DONE: ${sentence}`)].join('\n');
  }
}

/** The names that were asked for and are not there afterwards: GitHub drops what the caller may not set, without a word. */
export function dropped(wanted: readonly string[] | undefined, there: readonly string[] | undefined): string[] {
  if (wanted === undefined || there === undefined) return [];
  const has = new Set(there.map((name) => name.toLowerCase()));
  return wanted.filter((name) => !has.has(name.toLowerCase()));
}

/** The names that a replacing write did not ask for and that are there all the same. */
export function left(wanted: readonly string[] | undefined, there: readonly string[] | undefined): string[] {
  return wanted === undefined || there === undefined ? [] : dropped(there, wanted);
}

/** @throws ToolError `invalid` when nothing to change is given */
export function requireChange(given: object, what: string): void {
  if (Object.values(given).some((value) => value !== undefined)) return;
  throw new ToolError(
    'invalid',
    `There is nothing to update: give ${facts([listOr(Object.keys(given)), what], ' for ')}.`,
  );
}

/** @throws ToolError `invalid` for arguments that do not go with what was asked for: ignored, they would change its meaning */
export function refuse(given: object, why: string): void {
  const names = Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (names.length > 0) throw new ToolError('invalid', `${names.join(' and ')}: ${why}.`);
}

/** A page after the first one: the first is often named where there are no others. */
export const later = (page: number | undefined): number | undefined => (page === 1 ? undefined : page);

/** @throws ToolError `invalid` when an id or text that is needed is missing or blank */
export function required(value: string | undefined, name: string, from: string): string {
  const text = value?.trim() ?? '';
  if (text === '') throw new ToolError('invalid', `Give ${name}: ${from}.`);
  return text;
}

const listOr = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
