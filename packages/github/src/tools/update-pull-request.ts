import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, positive, repository } from '../input.ts';
import { mergeByItself, setDraft } from '../pulls/drafts.ts';
import { askReviewers } from '../pulls/reviewers.ts';

export const updatePullRequest = defineTool({
  name: 'update_pull_request',
  title: 'Update pull request',
  description:
    'Change a pull request: what is given replaces what was there. auto_merge lets it merge by itself once it may. To change a part of the body use edit_body.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    title: z.string().optional(),
    body: z.string().optional(),
    state: choice(['open', 'closed']).optional(),
    base: z.string().optional(),
    draft: z.boolean().optional(),
    maintainer_can_modify: z.boolean().optional(),
    reviewers: z.array(z.string()).optional(),
    auto_merge: choice(['merge', 'squash', 'rebase', 'off']).optional(),
  }),
  async handler({ owner, repo, pullNumber, draft, reviewers, auto_merge, ...changes }, { github }: Context, call) {
    const at = { owner, repo, pull_number: pullNumber };
    const changed = Object.values(changes).some((value) => value !== undefined);
    const pull = changed
      ? await github.write('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', { ...at, ...changes }, call)
      : await github.get('GET /repos/{owner}/{repo}/pulls/{pull_number}', at, call);
    if (draft !== undefined && draft !== pull.draft)
      await setDraft(github, { owner, repo, id: pull.node_id, draft }, call);
    if (auto_merge !== undefined) await mergeByItself(github, { owner, repo, id: pull.node_id, how: auto_merge }, call);
    await askReviewers(github, { ...at, reviewers }, call);
    return `Updated pull request #${pullNumber}: ${pull.html_url}`;
  },
});
