import { namedByUser, type Prompt, type PromptArgument } from '@mcp-reference/kit';
import type { Context } from './context.ts';

const argument = (name: string, description: string, required = true): PromptArgument<Context> => ({
  name,
  description,
  required,
});

/** Tasks that people pick from a menu; the names are those of GitHub's own server. */
export const prompts: readonly Prompt<Context>[] = [
  {
    name: 'AssignCodingAgent',
    title: 'Assign the coding agent',
    labels: namedByUser,
    description: 'Find the issues of a repository that the Copilot coding agent can do, and hand them over.',
    arguments: [argument('repo', 'owner/name.')],
    render: async ({ repo = '' }) =>
      `Go through the open issues of ${repo} (list_issues, all pages, then issue_read for those that look right).\n` +
      'Choose those that say clearly what is wanted, are small, and need no decision by a person. Show me the list with a reason each, and wait for my yes.\n' +
      'Then hand each of them over with assign_copilot_to_issue (toolset copilot), and tell me which were.',
  },
  {
    name: 'issue_to_fix_workflow',
    title: 'From issue to fix',
    labels: namedByUser,
    description: 'File an issue, hand it to the Copilot coding agent, and follow its pull request.',
    arguments: [
      argument('owner', 'Owner of the repository.'),
      argument('repo', 'Name of the repository.'),
      argument('title', 'Title of the issue.'),
      argument('description', 'What is wrong, or wanted.'),
      argument('labels', 'Labels, separated by commas.', false),
      argument('assignees', 'People, separated by commas.', false),
    ],
    render: async ({ owner = '', repo = '', title = '', description = '', labels, assignees }) =>
      [
        `In ${owner}/${repo}:`,
        `1. Look with search_issues whether this is filed already; if so, show it to me and stop.`,
        `2. Create the issue with issue_write: title ${JSON.stringify(title)}, body ${JSON.stringify(description)}${labels ? `, labels ${labels}` : ''}${assignees ? `, assignees ${assignees}` : ''}.`,
        '3. Hand it over with assign_copilot_to_issue (toolset copilot).',
        '4. Find the pull request that it opens with search_pull_requests, and tell me its address and what it does.',
      ].join('\n'),
  },
];
