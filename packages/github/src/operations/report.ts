import { ToolError } from '@mcp-reference/kit';
import { facts } from '../present/text.ts';

type Work = () => Promise<string | undefined>;

/** A part of a call: its name for the report, and what it does. */
export interface Step {
  what: string;
  work: Work;
}

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
    this.#failed.push(`NOT DONE: ${sentence}`);
  }

  /** Runs a step. Once something is done, a failure is noted under its name and the next step runs. */
  async step(what: string, work: Work): Promise<void> {
    try {
      await this.#run(work);
    } catch (error) {
      if (!(error instanceof ToolError) || this.#done.length === 0) throw error;
      this.#note(what, error);
    }
  }

  /**
   * Runs steps that build on each other, in turn.
   * @throws ToolError of the first step if it fails, with the names of the others, which are not tried then
   */
  async steps(all: readonly Step[]): Promise<void> {
    for (const [index, { what, work }] of all.entries())
      try {
        await this.step(what, work);
      } catch (error) {
        throw notTried(error, all.slice(index + 1));
      }
  }

  /**
   * Runs steps that do not depend on each other, up to one that GitHub does not answer.
   * @throws ToolError with every failure if nothing was done
   */
  async each(all: readonly Step[]): Promise<void> {
    const failures: ToolError[] = [];
    for (const [index, { what, work }] of all.entries())
      try {
        await this.#run(work);
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        const last = error.code === 'unavailable' || error.code === 'timeout';
        const failure = last ? withoutRest(error, all.slice(index + 1)) : error;
        this.#note(what, failure);
        failures.push(failure);
        if (last) break;
      }
    const [first] = failures;
    if (first === undefined || this.#done.length > 0) return;
    throw all.length === 1 ? first : like(first, this.#failed.join('\n'));
  }

  async #run(work: Work): Promise<void> {
    const said = await work();
    if (said !== undefined) this.did(said);
  }

  /** A write without an answer may have happened: it is not called undone. */
  #note(what: string, error: ToolError): void {
    this.#failed.push(`${isUncertain(error) ? 'NOT CONFIRMED' : 'NOT DONE'}: ${what}: ${error.message}`);
  }

  /** @throws ToolError `invalid` when the call asked for nothing, such as for an empty list of labels to add */
  text(): string {
    if (this.#done.length + this.#failed.length === 0)
      throw new ToolError('invalid', 'There is nothing to update: every list that was given is empty.');
    return [...this.#done, ...this.#failed].join('\n');
  }
}

/** True for a write that GitHub may have applied although no answer says so. */
export const isUncertain = (error: ToolError): boolean =>
  error.reason === 'maybe_applied' || (error.reason === 'bad_response' && !error.retryable);

/** The error with the steps that were left out because of it. */
export const notTried = (error: unknown, steps: readonly Pick<Step, 'what'>[]): unknown =>
  error instanceof ToolError ? withoutRest(error, steps) : error;

function withoutRest(error: ToolError, steps: readonly Pick<Step, 'what'>[]): ToolError {
  if (steps.length === 0) return error;
  return like(error, `${ended(error.message)} Not tried: ${steps.map(({ what }) => what).join('; ')}.`);
}

/** A message that ends as a sentence, for another one to follow: quotes of GitHub often lack the period. */
export const ended = (message: string): string => message.replace(/[.!?]?$/, (end) => end || '.');

/** The same failure in other words. */
export function like(error: ToolError, message: string): ToolError {
  const { code, reason, retryable, retryAfter } = error;
  return new ToolError(code, message, {
    ...(reason !== undefined && { reason }),
    ...(retryAfter !== undefined && { retryAfter }),
    retryable,
    cause: error,
  });
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
