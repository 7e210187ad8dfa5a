import { argumentsOf, type Argument } from '@mcp-reference/kit';
import type { Context } from '../../context.ts';
import { keywords } from './keywords.ts';

type Tool = Context['catalog'][number];

interface Found {
  name: string;
  toolset: string;
  offered: boolean;
  /** The rest of a sentence: which option offers it. */
  whyNot(): string;
  /** Tools that can be called although the start did not offer them. */
  callable: ReadonlySet<string>;
  hidden: ReadonlySet<string>;
}

/** Says whether a found tool can be called, and what to do if it cannot. */
export function stateOf({ name, toolset, offered, whyNot, callable, hidden }: Found): string {
  if (hidden.has(name)) return ', needs a scope that the token does not have';
  if (offered) return '';
  return callable.has(name)
    ? `, on from now; if your host does not list it, start the server with --toolsets default,${toolset}`
    : `; it ${whyNot().replace(/\.$/, '')}`;
}

/** Words that say nothing about the task. */
const fillers = new Set(
  'a about am an and any are be can could did do does for from github give has have how i if in into is it its let main master me my now of on once one or our please see should so some someone take than that the their them there these this those to tool tools up us was want we were what when where which why will with you your'.split(
    ' ',
  ),
);

/** Short forms, and words of which GitHub uses another one. */
const meant: Readonly<Record<string, string>> = {
  pr: 'pull',
  prs: 'pull',
  repo: 'repository',
  repos: 'repository',
  org: 'organization',
  orgs: 'organization',
  modify: 'change',
  edit: 'update',
  erase: 'delete',
  fetch: 'read',
  display: 'show',
  person: 'people',
  login: 'account',
  logged: 'account',
  signed: 'account',
};

/** `runs`, `running` and `run` are one word. */
function stemOf(word: string): string {
  const one = meant[word] ?? word;
  if (one.length < 4) return one;
  const stem = one
    .replace(/ies$/, 'y')
    .replace(/(?<=[sxz]|ch|sh)es$|(?<!s)s$/, '')
    .replace(/(?:ing|ed|er|e)$/, '')
    .replace(/([b-df-hj-np-tv-z])\1$/, '$1');
  return stem.length < 3 ? one : stem;
}

const stemsIn = (text: string): string[] => (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).map(stemOf);

/** The words of a task that tell tools apart, each once. */
export const wordsIn = (query: string): string[] => {
  // Neither the ending of a file nor a version says which tool is meant.
  const words =
    query
      .toLowerCase()
      .replaceAll(/(?<=\w)\.\w+/g, '')
      .match(/[a-z0-9]+/g) ?? [];
  return [...new Set(words.filter((word) => !fillers.has(word) && !/^v?\d+$/.test(word)).map(stemOf))];
};

/** The weight of a word by the place where a tool has it. */
const places = { name: 3, keyword: 2.5, description: 1.5, choice: 1.5, toolset: 1, argument: 0.5 };
/** Other names and single steps of tools count less than the tools themselves. */
const asides = new Set(['minimal', 'granular', 'legacy', 'remote_mcp_ui_apps', 'copilot_issue_intents']);
const ofAside = 0.6;
/** The part of a task, by the weight of its words, that a tool has to know. */
const leastKnown = 0.5;

function weightsOf({ name, description, toolsets, definition }: Tool): ReadonlyMap<string, number> {
  const given = argumentsOf(definition);
  const texts: [string, number][] = [
    [given.map(({ path }) => path).join(' '), places.argument],
    [toolsets[0] ?? '', places.toolset],
    [given.flatMap(({ choices }) => choices).join(' '), places.choice],
    [description.replace(/[.;:][^.;:]*\buse [a-z_]+.*$/, ''), places.description],
    [keywords[name] ?? '', places.keyword],
    [name, places.name],
  ];
  return new Map(texts.flatMap(([text, weight]) => stemsIn(text).map((stem): [string, number] => [stem, weight])));
}

/** The tools that fit a task, best first; none where no tool knows enough of its words. */
export function rank(catalog: readonly Tool[], query: string): Tool[] {
  const words = wordsIn(query);
  const others = catalog.filter(({ name }) => name !== 'find_tools');
  const weighed = others.map((tool) => ({ tool, weights: weightsOf(tool) }));
  // A word that few tools have says more.
  const worth = new Map(
    words.map((word) => [
      word,
      Math.log(1 + catalog.length / (1 + weighed.filter(({ weights }) => weights.has(word)).length)),
    ]),
  );
  const sum = (of: (word: string) => number) =>
    words.reduce((total, word) => total + of(word) * (worth.get(word) ?? 0), 0);
  const all = sum(() => 1);
  const rated = weighed
    .filter(({ weights }) => words.length > 0 && sum((word) => (weights.has(word) ? 1 : 0)) >= all * leastKnown)
    .map(({ tool, weights }) => {
      const isAside = tool.toolsets.every((set) => asides.has(set));
      return { tool, hits: sum((word) => weights.get(word) ?? 0) * (isAside ? ofAside : 1) };
    })
    .sort((a, b) => b.hits - a.hits);
  // What fits much worse than the best is no answer, only more to read.
  return rated.filter(({ hits }) => hits * 2 >= (rated[0]?.hits ?? 0)).map(({ tool }) => tool);
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
