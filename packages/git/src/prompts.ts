import { namedByUser, type Call, type Prompt } from '@mcp-reference/kit';
import type { Context } from './context.ts';
import { completeRef } from './resources.ts';

const branch = (description: string, required: boolean) => ({
  name: 'revision',
  description,
  required,
  complete: async (value: string, { git }: Context, call: Call) =>
    completeRef(await git.open(undefined, call), value, call),
});

/** Tasks that people start from their host's menu. What they mention of the repository is fetched by the model, with the tools. */
export const prompts: readonly Prompt<Context>[] = [
  {
    name: 'review_changes',
    title: 'Review these changes',
    labels: namedByUser,
    description: 'Review what is not committed, or what a branch changed.',
    arguments: [branch('A branch to review; absent: what is not committed.', false)],
    render: async ({ revision }) =>
      revision
        ? `Review what the branch "${revision}" changed. Find the default branch with git_brief, then read git_diff {target: "<default branch>...${revision}"} page by page, and git_log {revision: "<default branch>..${revision}", detail: "full"} for what was intended. Where a change is not clear from its patch, read the file with git_show. Report: what is wrong (with file and line), what is missing (tests, callers that were forgotten: git_grep), what could be simpler. Say what you have not looked at. Do not change anything.`
        : 'Review what is not committed here. Start with git_status, then git_diff_staged and git_diff_unstaged, page by page; read new files too. Where a change is not clear from its patch, read the file with git_show {revision: "HEAD", path: …} as it was. Report: what is wrong (with file and line), what is missing (tests, callers that were forgotten: git_grep), what could be simpler, and anything that should not be committed (secrets, debugging output). Do not change anything.',
  },
  {
    name: 'write_commit_message',
    title: 'Write a commit message',
    labels: namedByUser,
    description: 'Propose a message for what is staged, in the manner of this repository.',
    arguments: [],
    render: async () =>
      'Propose a commit message for what is staged. Read git_diff_staged; look at git_log {max_count: 15, detail: "full"} for how messages are written here (language, prefix, length, sign-off) and follow it. First line: what the commit does, at most 72 characters. Body, where needed: why, and what a reader could not see from the patch; wrapped at 72. If what is staged is several things, say so, and propose how to split it with git_reset and git_add {hunks}. Show the message and wait; commit with git_commit only when I agree.',
  },
  {
    name: 'prepare_release_notes',
    title: 'Prepare release notes',
    labels: namedByUser,
    description: 'Sum up what changed since a release, for those who use it.',
    arguments: [branch('The tag or commit of the last release; absent: the newest tag.', false)],
    render: async ({ revision }) =>
      `Prepare release notes for what changed since ${revision ? `"${revision}"` : 'the newest tag (git_list {what: "tags"})'}. Read git_log {revision: "<that>..HEAD", detail: "full", max_count: 100}, and all its pages by their cursors; look into single commits with git_show where their message does not tell what changes for users. Group: what breaks and what to do about it, what is new, what is fixed, what else. One line each, in the words of those who use it, with the short id of the commit. Leave out what they do not notice. Do not tag or change anything.`,
  },
  {
    name: 'resolve_conflicts',
    title: 'Resolve the conflicts',
    labels: namedByUser,
    description: 'Settle the conflicts of the merge or rebase in progress.',
    arguments: [],
    render: async () =>
      'Settle the conflicts here. git_conflicts lists them; look at each with git_conflicts {path}, and at why both sides changed it (git_log {paths}). Write the content that keeps what both sides wanted with git_resolve {action: "content"}; take ours or theirs only where the other side is really superseded, and say so. Where you cannot tell what is right, ask me. When none is left show me the result with git_diff_staged, and continue only when I agree.',
  },
];
