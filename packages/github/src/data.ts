import { z } from '@mcp-reference/kit';
import type { ACommit } from './present/commit.ts';
import { labelNames, type AnIssue } from './present/issue.ts';
import type { APull } from './present/pull.ts';

/** Answers as data, for programs and views. They say the same as the text. */

/** A list; with `fields`, its items have those instead. */
const listOf = (shape: z.ZodRawShape) =>
  z.object({
    items: z.array(z.looseObject(shape).partial()),
    next: z
      .object({ page: z.number().optional(), after: z.string().optional() })
      .optional()
      .describe('Arguments that continue the list.'),
  });

export const issuesData = listOf({
  number: z.number(),
  title: z.string(),
  state: z.string(),
  author: z.string(),
  labels: z.array(z.string()),
  assignees: z.array(z.string()),
  comments: z.number(),
});

export const issueRecord = ({ number, title, state, user, labels, assignees, comments }: AnIssue) => ({
  number,
  title,
  ...(state !== undefined && { state }),
  author: user?.login ?? 'ghost',
  labels: labelNames(labels),
  assignees: (assignees ?? []).map(({ login }) => login),
  ...(comments !== undefined && { comments }),
});

export const pullsData = listOf({
  number: z.number(),
  title: z.string(),
  state: z.string(),
  author: z.string(),
  head: z.string(),
  base: z.string(),
});

export const pullRecord = ({ number, title, state, user, head, base }: APull) => ({
  number,
  title,
  state,
  author: user?.login ?? 'ghost',
  head: head?.ref ?? '',
  base: base?.ref ?? '',
});

export const commitsData = listOf({ sha: z.string(), subject: z.string(), author: z.string() });

export const commitRecord = ({ sha, commit, author }: ACommit) => ({
  sha: sha.slice(0, 12),
  subject: commit.message.split('\n')[0] ?? '',
  author: (author && 'login' in author ? author.login : undefined) ?? commit.author?.name ?? '',
});
