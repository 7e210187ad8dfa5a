import type * as z from 'zod/v4';
import { count } from '../../answer/count.ts';
import { near } from '../../answer/near.ts';
import { visible } from '../../answer/invisible.ts';
import { glossaryNote, type Glossary } from '../../glossary.ts';
import { isRecord } from '../../is-record.ts';
import { bare, choicesOf, inWords, schemaAt } from './schema.ts';

/** The maximum number of faults described; the rest are counted. */
const mostDescribed = 5;

/** The argument names of a tool, and their aliases. */
export interface Takes {
  name: string;
  input: z.ZodObject;
  aliases?: Readonly<Record<string, string>> | undefined;
  glossary?: Glossary | undefined;
}

/** Describes faults in the input for a model: which argument, what is expected, what was sent. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], input: unknown, tool: Takes): string {
  // An unknown name first: it is often the wrong name of one that is missing.
  const unknown = issues.filter(({ code }) => code === 'unrecognized_keys');
  const others = issues.filter(({ code }) => code !== 'unrecognized_keys');
  const sentences = [...unknown, ...others].slice(0, mostDescribed).map((issue) => describe(issue, input, tool));
  const more = issues.length - mostDescribed;
  if (more > 0) sentences.push(`${more} more of the arguments are wrong.`);
  return [...new Set(sentences)].join(' ');
}

function describe(issue: z.core.$ZodIssue, input: unknown, tool: Takes): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const inside = schemaAt(tool.input, issue.path);
    const shape = inside && bare(inside).def.shape;
    return unknownArgument(issue.keys, path, Object.keys(shape ?? tool.input.shape), tool, valueAt(input, issue.path));
  }
  const schema = schemaAt(tool.input, issue.path);
  const value = valueAt(input, issue.path);
  if (path === '') return `${tool.name} takes an object of arguments.`;
  const required = schema !== undefined && !bare(schema).optional;
  if (issue.code === 'custom' && !(value === undefined && required))
    return `"${path}": ${issue.message.replace(/\.$/, '')}.`;
  if (schema === undefined) return `"${path}" has a wrong value.`;
  const words = inWords(schema);
  const note = noteOn(schema, issue.path, tool);
  if (value === undefined) return `Missing argument "${path}" (${words})${note === undefined ? '.' : `: ${note}.`}`;
  if (issue.code === 'invalid_format') return `"${path}" ${formatOf(issue)}, not ${shown(value)}.`;
  if (typeof value === 'string' && (issue.code === 'too_big' || issue.code === 'too_small'))
    return `"${path}" must have ${lengthOf(issue)}, not ${shown(value)}.`;
  const known = choicesOf(bare(schema))?.map(String) ?? [];
  const meant = typeof value === 'string' ? near(value, known, 2) : [];
  const hint =
    meant.length > 0 ? ` Did you mean ${meant.map((one) => `"${one}"`).join(' or ')}?` : hintFor(words, value);
  const meaning = hint === '' && known.length === 0 && note !== undefined ? ` It means: ${note}.` : '';
  return `"${path}" must be ${article(words)}, not ${shown(value)}.${hint}${meaning}`;
}

/** The description of an argument without its full stop. */
function noteOn(schema: z.core.$ZodType, path: readonly PropertyKey[], tool: Takes): string | undefined {
  const own = 'description' in schema && typeof schema.description === 'string' ? schema.description : undefined;
  const note = own ?? (tool.glossary && glossaryNote(tool.glossary, tool.name, path));
  return note?.replace(/\.$/, '');
}

/** Describes an unknown argument and names the nearest known one. */
export function unknownArgument(
  keys: readonly string[],
  path: string,
  known: readonly string[],
  { name, aliases = {} }: Takes,
  given?: unknown,
): string {
  const inside = path === '' ? '' : `${path}.`;
  const [first = ''] = keys;
  const other = Object.hasOwn(aliases, first) ? aliases[first] : undefined;
  if (other !== undefined && isRecord(given) && other in given)
    return `"${inside}${first}" is another name for "${inside}${other}"; give only one of them.`;
  const named = keys.slice(0, 5).map((key) => `"${inside}${visible(key).slice(0, 80)}"`);
  const meant = keys.length === 1 ? near(first, known, 1) : [];
  const takes = `${path === '' ? name : `"${path}"`} takes: ${known.join(', ') || 'no arguments'}.`;
  return `Unknown argument ${named.join(', ')}.${meant.length > 0 ? ` Did you mean "${inside}${meant[0]}"?` : ''} ${takes}`;
}

const article = (words: string): string =>
  /^(one of|true or|"|\d)/.test(words) ? words : `${/^[aeio]/.test(words) ? 'an' : 'a'} ${words}`;

function hintFor(words: string, value: unknown): string {
  if (words.startsWith('string') && (typeof value === 'number' || typeof value === 'boolean'))
    return ` Write it in quotes: "${value}".`;
  if (words.startsWith('string') && typeof value === 'object' && value !== null)
    return ' Send the text itself: JSON has to be written as a string.';
  return '';
}

function formatOf(issue: z.core.$ZodIssue & { code: 'invalid_format' }): string {
  // A message that an author wrote is more helpful than the name of a format.
  if (!issue.message.startsWith('Invalid')) return `is wrong: ${issue.message.replace(/\.$/, '')}`;
  if (issue.format === 'regex') return `must match ${issue.pattern ?? 'its pattern'}`;
  if (issue.format === 'starts_with' || issue.format === 'ends_with' || issue.format === 'includes')
    return issue.message.replace(/^Invalid string: /, '');
  return `must be a valid ${issue.format}`;
}

/** The length that a text must have, such as `exactly 1 character`. */
function lengthOf(issue: z.core.$ZodIssue & { code: 'too_big' | 'too_small' }): string {
  const limit = Number(issue.code === 'too_big' ? issue.maximum : issue.minimum);
  return `${issue.exact ? 'exactly' : issue.code === 'too_big' ? 'at most' : 'at least'} ${count(limit, 'character')}`;
}

function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'an object';
  const text = visible(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 79)}…${typeof value === 'string' ? '"' : ''}` : text;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let at = input;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.hasOwn(at, key) ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return at;
}
