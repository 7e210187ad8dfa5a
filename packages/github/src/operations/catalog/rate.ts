import type { Argument } from '@mcp-reference/kit';
import type { Context } from '../../context.ts';

interface Found {
  name: string;
  toolset: string;
  offered: boolean;
  /** Tools that can be called although the start did not offer them. */
  callable: ReadonlySet<string>;
  hidden: ReadonlySet<string>;
}

/** Says whether a found tool can be called, and what to do if it cannot. */
export function stateOf({ name, toolset, offered, callable, hidden }: Found): string {
  const flag = `start the server with --toolsets default,${toolset}`;
  if (hidden.has(name)) return ', needs a scope that the token does not have';
  if (offered) return '';
  return callable.has(name) ? `, on from now; if your host does not list it, ${flag}` : `, not offered: ${flag}`;
}

/** Words that say nothing about the task. */
const fillers = new Set(
  'a an and did do does for from get how i in is it my of on or the to tool tools was what when which who why with'.split(
    ' ',
  ),
);

/** The words of a task that tell tools apart. */
export const wordsIn = (query: string): string[] =>
  (query.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((word) => !fillers.has(word));

/** A word in the name counts more than one in the description; of plurals the stem counts. */
export function rate({ name, toolsets, description }: Context['catalog'][number], words: readonly string[]): number {
  const head = `${name} ${toolsets.join(' ')}`.toLowerCase();
  const text = description.toLowerCase();
  return words.reduce((sum, word) => {
    const stem = word.length > 3 ? word.replace(/(es|s|ing|ed)$/, '') : word;
    return sum + (stem.length < 2 ? 0 : (head.includes(stem) ? 3 : 0) + (text.includes(stem) ? 1 : 0));
  }, 0);
}

/** Arguments that the server's instructions describe. */
const known = new Set(['owner', 'repo', 'page', 'perPage', 'after', 'fields']);

/** `takes owner; method (create, update): What to do; color?: Six hex digits` */
export function takes(given: readonly Argument[]): string {
  const described = given
    .filter(({ path }) => !path.includes('.'))
    .map(({ path, required, choices, description }) => {
      const name = `${path}${required ? '' : '?'}`;
      const values = choices.length === 0 ? '' : ` (${choices.join(', ')})`;
      return known.has(path) ? name : `${name}${values}: ${description?.replace(/\.$/, '') ?? ''}`;
    });
  return described.length === 0 ? 'takes no arguments' : `takes ${described.join('; ')}`;
}
