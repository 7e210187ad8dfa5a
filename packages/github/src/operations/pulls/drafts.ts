import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';

// What REST cannot do to a pull request.

const toDraft = graphqlDocument<unknown>(`mutation ToDraft($id: ID!) {
  convertPullRequestToDraft(input: { pullRequestId: $id }) { clientMutationId }
}`);

const toReady = graphqlDocument<unknown>(`mutation ToReady($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId }
}`);

const enable = graphqlDocument<unknown>(`mutation EnableAutoMerge($id: ID!, $how: PullRequestMergeMethod!) {
  enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: $how }) { clientMutationId }
}`);

const disable = graphqlDocument<unknown>(`mutation DisableAutoMerge($id: ID!) {
  disablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId }
}`);

interface Pull {
  owner: string;
  repo: string;
  /** The node id. */
  id: string;
}

export async function setDraft(
  github: GitHub,
  { owner, repo, id, draft }: Pull & { draft: boolean },
  call: Call,
): Promise<void> {
  await github.graphql(draft ? toDraft : toReady, { id }, { owner, repo }, call);
}

/** Lets a pull request merge once everything that is required has happened, or no longer. */
export async function mergeByItself(
  github: GitHub,
  { owner, repo, id, how }: Pull & { how: 'merge' | 'squash' | 'rebase' | 'off' },
  call: Call,
): Promise<void> {
  if (how === 'off') await github.graphql(disable, { id }, { owner, repo }, call);
  else await github.graphql(enable, { id, how: how.toUpperCase() }, { owner, repo }, call);
}
