import { z } from '@mcp-reference/kit';
import type { ACommit } from './present/commit.ts';
import { labelNames, type AnIssue } from './present/issue.ts';
import type { APull } from './present/pull.ts';

/** Answers as data, for programs and views. They say the same as the text. */

/** A list; with `fields`, its items have those instead. */
const listOf = (shape: z.ZodRawShape) =>
  z.object({
    kind: z.string().describe('The noun for one item.'),
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

interface AThread {
  id: string;
  isResolved: boolean;
  path: string;
  line: number | null;
  diffSide?: string | null;
  comments: { nodes?: ({ author: { login: string } | null; body: string | null } | null)[] | null } | null;
}

/** A review thread, for the view. */
export const threadRecord = ({ id, isResolved, path, line, diffSide, comments }: AThread) => ({
  id,
  state: isResolved ? 'resolved' : 'open',
  path,
  ...(line !== null && { line }),
  ...(diffSide && { side: diffSide }),
  comments: (comments?.nodes ?? []).flatMap((comment) =>
    comment === null ? [] : [{ author: comment.author?.login ?? 'ghost', body: comment.body ?? '' }],
  ),
});

interface ARun {
  id: number | bigint | string;
  name?: string | null;
  run_number: number;
  display_title?: string;
  status: string | null;
  conclusion: string | null;
  head_branch: string | null;
}

/** A workflow run, for the view. */
export const runRecord = ({ id, name, run_number, display_title, status, conclusion, head_branch }: ARun) => ({
  id: String(id),
  name: name ?? '',
  number: run_number,
  title: display_title ?? '',
  state: conclusion ?? status ?? '',
  branch: head_branch ?? '',
});

interface AJob {
  id: number | bigint | string;
  name: string;
  status: string;
  conclusion: string | null;
  steps?: readonly { name: string; conclusion: string | null }[] | null;
}

/** A job of a run, for the view. */
export const jobRecord = ({ id, name, status, conclusion, steps }: AJob) => {
  const failed = steps?.find((step) => ['failure', 'timed_out', 'cancelled'].includes(step.conclusion ?? ''));
  return { id: String(id), name, state: conclusion ?? status, ...(failed && { failedStep: failed.name }) };
};
