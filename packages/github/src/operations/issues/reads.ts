import { ToolError, type Call } from '@mcp-reference/kit';
import { pageOf } from '../../arguments.ts';
import type { GitHub } from '../../api/github.ts';
import { commentText } from '../../present/comment.ts';
import { issueLine, issuePage } from '../../present/issue.ts';
import { labelLine } from '../../present/label.ts';
import { listed } from '../../present/listed.ts';
import { pickOne } from '../../present/pick.ts';
import { known } from '../../present/text.ts';
import { later, refuse } from '../report.ts';
import { closingPulls } from './closing.ts';
import { newestComments } from './newest.ts';
import { timeline } from './timeline.ts';

export const issueMethods = [
  'get',
  'get_comments',
  'get_sub_issues',
  'get_parent',
  'get_labels',
  'get_timeline',
] as const;

export interface IssueAsked {
  owner: string;
  repo: string;
  issue_number: number;
  direction?: 'asc' | 'desc' | undefined;
  after?: string | undefined;
  fields?: readonly string[] | undefined;
  page?: number | undefined;
  perPage?: number | undefined;
}

type Read = (asked: IssueAsked, github: GitHub, call: Call) => Promise<string>;

const at = ({ owner, repo, issue_number }: IssueAsked) => ({ owner, repo, issue_number });
const shown = ({ fields, page, perPage, after }: IssueAsked) => ({
  fields,
  page: page ?? 1,
  perPage: perPage ?? 30,
  after,
});

export const issueReads: Record<(typeof issueMethods)[number], Read> = {
  async get(asked, github, call) {
    const { fields, after } = asked;
    refuse({ page: later(asked.page) }, 'does not go with method get');
    const { data: issue } = await github.rest.issues.get(at(asked), call);
    // After the issue itself: what cannot be read is not asked about twice.
    return fields === undefined
      ? issuePage(issue, call.budget, { ...(await closingPulls(github, at(asked), call)), after })
      : pickOne(issue, fields, call.budget);
  },
  async get_comments(asked, github, call) {
    if (asked.direction === 'desc') return newestComments(asked, github, call);
    const { data: items, ...page } = await github.rest.issues.listComments({ ...at(asked), ...pageOf(asked) }, call);
    const note = page.next === undefined ? undefined : 'oldest first; direction=desc for the newest';
    return listed(
      { items, ...page, ...shown(asked), one: 'comment', line: commentText, texts: true, note },
      call.budget,
    );
  },
  async get_sub_issues(asked, github, call) {
    const { data: items, ...page } = await github.rest.issues.listSubIssues({ ...at(asked), ...pageOf(asked) }, call);
    const line = (issue: (typeof items)[number]) => `${issueLine(issue, true)}; id ${known(issue.id)}`;
    return listed({ items, ...page, ...shown(asked), one: 'sub-issue', line }, call.budget);
  },
  async get_parent(asked, github, call) {
    const found = await github.rest.issues.getParent(at(asked), call).catch(async (error: unknown) => {
      if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
      // GitHub says 404 both for an issue without a parent and for no issue at all.
      await github.rest.issues.get(at(asked), call);
      return undefined;
    });
    if (found === undefined) return `[#${asked.issue_number} has no parent issue]`;
    const { data: parent } = found;
    if (asked.fields !== undefined) return pickOne(parent, asked.fields, call.budget);
    return `${issueLine(parent, true)}; id ${known(parent.id)}`;
  },
  async get_labels(asked, github, call) {
    const { data: items, ...page } = await github.rest.issues.listLabelsOnIssue(
      { ...at(asked), ...pageOf(asked) },
      call,
    );
    return listed({ items, ...page, ...shown(asked), one: 'label', line: labelLine }, call.budget);
  },
  get_timeline: timeline,
};
