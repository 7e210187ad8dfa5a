import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { refuse } from '../report.ts';

interface At {
  owner: string;
  repo: string;
  issue_number: number;
  sub_issue_id: number;
}

export const subIssueMethods = ['add', 'remove', 'reprioritize'] as const;

interface Asked extends At {
  replace_parent?: boolean | undefined;
  after_id?: number | undefined;
  before_id?: number | undefined;
}

/** Writes to the list of sub-issues, by method. */
export const subIssueWrites: Record<
  (typeof subIssueMethods)[number],
  (asked: Asked, github: GitHub, call: Call) => Promise<string>
> = {
  async add({ owner, repo, issue_number, sub_issue_id, replace_parent, after_id, before_id }, github, call) {
    refuse({ after_id, before_id }, 'go with method reprioritize');
    const {
      data: { number },
    } = await github.rest.issues.addSubIssue({ owner, repo, issue_number, sub_issue_id, replace_parent }, call);
    return `Added a sub-issue to #${number}`;
  },
  async remove({ owner, repo, issue_number, sub_issue_id, replace_parent, after_id, before_id }, github, call) {
    refuse({ replace_parent, after_id, before_id }, 'do not go with method remove');
    const {
      data: { number },
    } = await github.rest.issues.removeSubIssue({ owner, repo, issue_number, sub_issue_id }, call);
    return `Removed a sub-issue from #${number}`;
  },
  async reprioritize({ owner, repo, issue_number, sub_issue_id, replace_parent, after_id, before_id }, github, call) {
    refuse({ replace_parent }, 'goes with method add');
    if ((after_id === undefined) === (before_id === undefined))
      throw new ToolError('invalid', 'Give either after_id or before_id.');
    await github.rest.issues.reprioritizeSubIssue(
      { owner, repo, issue_number, sub_issue_id, after_id, before_id },
      call,
    );
    return `Moved the sub-issue of #${issue_number}`;
  },
};
