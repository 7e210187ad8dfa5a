import { ToolError, z } from '@mcp-reference/kit';

// Arguments that many tools share. Numbers as strings, other cases of an enum and other spellings of a name are read by the kit.

/** A whole number. */
export const whole = () => z.number().int();

/** The number of an issue or a line. That it is positive is checked, and not said in the schema, where it costs tokens. */
export const positive = () => whole().refine((number) => number > 0, 'must be 1 or more');

/** One of some words. */
export const choice = <const T extends readonly [string, ...string[]]>(words: T) => z.enum(words);

/** A page size or number beyond GitHub's limits means the nearest that it takes. */
const within = (least: number, most: number) => whole().transform((number) => Math.min(Math.max(number, least), most));

/** A time. A day alone means its beginning: GitHub ignores what is not a whole time, without a word. */
export const moment = () =>
  z
    .string()
    .refine((text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)), 'must be an ISO time')
    .transform((text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text));

export const repository = { owner: z.string(), repo: z.string() };

/** A text that is not blank: GitHub takes a blank one for none. */
export const nonBlank = () => z.string().refine((text) => text.trim() !== '', 'must not be blank');

const shortened = (name: string): string => name.replace(/^refs\/heads\//, '');

/** The name of a branch. Its full ref means the same. Blank is refused: GitHub would write to the default branch. */
export const branchName = () => nonBlank().transform(shortened);

/** A branch that a list is narrowed to; blank for all. */
export const branchFilter = () => z.string().transform(shortened);

/** The name of a tag. Its full ref means the same. */
export const tagName = () => z.string().transform((name) => name.replace(/^refs\/tags\//, ''));

const perPage = within(1, 100).optional();

/** Lists that are counted in pages. */
export const paging = { page: within(1, 1_000_000).optional(), perPage };

/** Lists that go on after a cursor. */
export const afterPaging = { after: z.string().optional(), perPage };

/** Fields of each item to show, instead of its line. */
export const fields = { fields: z.array(z.string()).optional() };

/** Other names for arguments that models know from elsewhere. Spellings such as per_page need no entry. */
export const aliases = { q: 'query', limit: 'perPage', number: 'issue_number' } as const;

/** The same for tools about one pull request. */
export const pullAliases = {
  limit: 'perPage',
  number: 'pullNumber',
  pr_number: 'pullNumber',
  pull_request_number: 'pullNumber',
} as const;

/** GitHub counts 30 to a page where nothing is said. */
export const pageOf = ({
  page = 1,
  perPage: size = 30,
}: {
  page?: number | undefined;
  perPage?: number | undefined;
}) => ({
  page,
  per_page: size,
});

/** Package registries that advisories name. */
export const ecosystems = [
  'actions',
  'composer',
  'erlang',
  'go',
  'maven',
  'npm',
  'nuget',
  'other',
  'pip',
  'pub',
  'rubygems',
  'rust',
] as const;

export const reactions = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;

export type Reaction = (typeof reactions)[number];

/** @throws ToolError `invalid` for a reaction that GitHub does not have */
export function reactionOf(wanted: string | undefined): (typeof reactions)[number] | undefined {
  const found = reactions.find((one) => one === wanted?.toLowerCase());
  if (wanted !== undefined && found === undefined)
    throw new ToolError(
      'invalid',
      `"reaction" must be one of ${reactions.join(', ')}, not ${JSON.stringify(wanted.slice(0, 60))}.`,
    );
  return found;
}

/** An id of digits, which some tools have as a text. */
export const numeral = () => z.coerce.string().refine((text) => /^\d{1,15}$/.test(text), 'must be a number');

/** A comment on code. */
export const reviewComment = z.object({
  path: z.string(),
  body: z.string().optional(),
  line: positive().optional().describe('Last line.'),
  side: choice(['LEFT', 'RIGHT']).optional().describe('LEFT: the old text.'),
  startLine: positive().optional(),
  suggestion: z.string().optional().describe('Replaces the lines.'),
});

/** A name, or an object with nothing but the name, as other servers take it. */
export const nameOr = (key: 'name' | 'login') =>
  z.preprocess(
    (given) =>
      typeof given === 'object' && given !== null && key in given && Object.keys(given).length === 1
        ? (given as Record<string, unknown>)[key]
        : given,
    z.string(),
  );
