import { ToolError } from '../../errors.ts';

/** The maximum number of values in all arguments together, nested ones included. */
const mostValues = 200_000;
const mostItems = 100_000;
const mostKeys = 5_000;
const deepest = 32;

/** True for arguments with more keys than any tool takes: they are counted before anything else looks at them. */
export function hasManyKeys(given: object): boolean {
  let keys = 0;
  for (const _ in given) if (++keys > 100) return true;
  return false;
}

/**
 * Counts the values in the arguments before a schema sees them: checking millions of wrong items would block the
 * process.
 * @throws ToolError `too_large`
 */
export function assertSize(given: unknown): void {
  let values = 0;
  const look = (value: unknown, depth: number): void => {
    if (++values > mostValues) throw tooLarge(`more than ${mostValues.toLocaleString('en-US')} values`);
    if (typeof value !== 'object' || value === null) return;
    if (depth > deepest) throw tooLarge(`more than ${deepest} levels of lists and objects`);
    if (Array.isArray(value) && value.length > mostItems)
      throw tooLarge(`a list of more than ${mostItems.toLocaleString('en-US')} items`);
    let keys = 0;
    if (!Array.isArray(value))
      for (const _ in value)
        if (++keys > mostKeys) throw tooLarge(`an object of more than ${mostKeys.toLocaleString('en-US')} keys`);
    const items: unknown[] = Array.isArray(value) ? value : Object.values(value);
    for (const item of items) look(item, depth + 1);
  };
  look(given, 0);
}

const tooLarge = (what: string) =>
  new ToolError('too_large', `The arguments have ${what}. Split the work over several calls.`);
