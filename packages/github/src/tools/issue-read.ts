import { defineTool, z, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';
import type { Context } from '../context.ts';
import { aliases, choice, fields, pageOf, paging, positive, repository } from '../input.ts';
import { commentText } from '../present/comment.ts';
import { issueLine, issuePage } from '../present/issue.ts';
import { listed } from '../present/listed.ts';
import { plain, quoted } from '../present/text.ts';

const input = z.object({
  ...repository,
  issue_number: positive(),
  method: choice(['get', 'get_comments', 'get_sub_issues', 'get_parent', 'get_labels']),
  ...fields,
  ...paging,
});

export const issueRead = defineTool({
  name: 'issue_read',
  title: 'Read issue',
  description: 'Read one issue: itself with its body, its comments, sub-issues, parent or labels.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input,
  handler: ({ method, ...asked }, { github }: Context, call) => reads[method](asked, github, call),
});

type Asked = Omit<z.output<typeof input>, 'method'>;

const reads: Record<z.output<typeof input>['method'], (asked: Asked, github: GitHub, call: Call) => Promise<string>> = {
  async get({ owner, repo, issue_number }, github, call) {
    return issuePage(
      await github.get('GET /repos/{owner}/{repo}/issues/{issue_number}', { owner, repo, issue_number }, call),
      call.budget,
    );
  },
  async get_comments({ owner, repo, issue_number, fields: wanted, ...paged }, github, call) {
    const at = pageOf(paged);
    const page = await github.list(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { owner, repo, issue_number, ...at },
      call,
    );
    return listed(
      { ...page, one: 'comment', line: commentText, texts: true, fields: wanted, page: at.page, perPage: at.per_page },
      call.budget,
    );
  },
  async get_sub_issues({ owner, repo, issue_number, fields: wanted, ...paged }, github, call) {
    const at = pageOf(paged);
    const page = await github.list(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/sub_issues',
      { owner, repo, issue_number, ...at },
      call,
    );
    return listed(
      {
        ...page,
        one: 'sub-issue',
        line: (issue) => `${issueLine(issue, true)}; id ${issue.id}`,
        fields: wanted,
        page: at.page,
        perPage: at.per_page,
      },
      call.budget,
    );
  },
  async get_parent({ owner, repo, issue_number }, github, call) {
    return issueLine(
      await github.get('GET /repos/{owner}/{repo}/issues/{issue_number}/parent', { owner, repo, issue_number }, call),
      true,
    );
  },
  async get_labels({ owner, repo, issue_number, fields: wanted, ...paged }, github, call) {
    const at = pageOf(paged);
    const page = await github.list(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/labels',
      { owner, repo, issue_number, ...at },
      call,
    );
    return listed(
      {
        ...page,
        one: 'label',
        line: ({ name, description }) => `${plain(name)}${description ? `: ${quoted(description)}` : ''}`,
        fields: wanted,
      },
      call.budget,
    );
  },
};
