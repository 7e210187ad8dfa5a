import { z } from '@mcp-reference/kit';

// Arguments that many tools have. Models send numbers as strings and enums in the case of another API: both are taken.

const digits = (value: unknown) =>
  typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : value;
const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value);
const within = (least: number, most: number) => (value: unknown) => {
  const number = digits(value);
  return typeof number === 'number' && Number.isInteger(number) ? Math.min(Math.max(number, least), most) : number;
};

/** A whole number. */
export const whole = () => z.preprocess(digits, z.number().int());

/** The number of an issue or a line. That it is positive is checked, and not said in the schema, where it costs tokens. */
export const positive = () =>
  z.preprocess(
    digits,
    z
      .number()
      .int()
      .refine((number) => number > 0, 'must be 1 or more'),
  );

/** One of some words, in any case. */
export const choice = <const T extends readonly [string, ...string[]]>(words: T) => z.preprocess(lower, z.enum(words));

/** One of some words that are written in capitals, in any case. */
export const capitals = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.preprocess((value) => (typeof value === 'string' ? value.toUpperCase() : value), z.enum(words));

export const repository = { owner: z.string(), repo: z.string() };

const perPage = z.preprocess(within(1, 100), z.number().int()).optional();

/** Lists that are counted in pages. */
export const paging = { page: z.preprocess(within(1, 1_000_000), z.number().int()).optional(), perPage };

/** Lists that go on after a cursor. */
export const afterPaging = { after: z.string().optional(), perPage };

/** Which fields of each item are wanted, instead of the line that stands for it. */
export const fields = { fields: z.array(z.string()).optional() };

/** The names that the archived server and REST itself have for arguments. */
export const aliases = {
  per_page: 'perPage',
  pull_number: 'pullNumber',
  q: 'query',
  issueNumber: 'issue_number',
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

export const reactions = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;

/** An id of digits, which some tools have as a text. */
export const numeral = () => z.coerce.string().refine((text) => /^\d{1,15}$/.test(text), 'must be a number');

/** A comment on code; GitHub's own names for its places are taken too. */
export const reviewComment = z.preprocess(
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { start_line, start_side, ...rest } = value as Record<string, unknown>;
    return {
      ...rest,
      ...(start_line !== undefined && { startLine: start_line }),
      ...(start_side !== undefined && { startSide: start_side }),
    };
  },
  z.object({
    path: z.string(),
    body: z.string().optional(),
    line: whole().optional().describe('Last line.'),
    side: capitals(['LEFT', 'RIGHT']).optional().describe('LEFT: the old text.'),
    startLine: whole().optional(),
    startSide: capitals(['LEFT', 'RIGHT']).optional(),
    suggestion: z.string().optional().describe('Text to replace the lines.'),
  }),
);
