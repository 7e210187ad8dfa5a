import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';

// What REST cannot do to a pull request.

type Changed = Record<string, { pullRequest?: { isDraft?: boolean } | null } | null>;

const toDraft = graphqlDocument<Changed>(`mutation ToDraft($id: ID!) {
  convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`);

const toReady = graphqlDocument<Changed>(`mutation ToReady($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`);

const enable =
  graphqlDocument<unknown>(`mutation EnableAutoMerge($id: ID!, $how: PullRequestMergeMethod!, $sha: GitObjectID) {
  enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: $how, expectedHeadOid: $sha }) { clientMutationId }
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

/** @returns whether it is a draft afterwards; undefined where GitHub does not say */
export async function setDraft(
  github: GitHub,
  { owner, repo, id, draft }: Pull & { draft: boolean },
  call: Call,
): Promise<boolean | undefined> {
  const answer = await github.graphql(draft ? toDraft : toReady, { id }, { owner, repo }, call);
  return Object.values(answer)[0]?.pullRequest?.isDraft;
}

/** Lets a pull request merge once everything that is required has happened, or no longer. */
export async function mergeByItself(
  github: GitHub,
  { owner, repo, id, how, sha }: Pull & { how: 'merge' | 'squash' | 'rebase' | 'off'; sha: string | undefined },
  call: Call,
): Promise<void> {
  if (how === 'off') await github.graphql(disable, { id }, { owner, repo }, call);
  else await github.graphql(enable, { id, how: how.toUpperCase(), sha }, { owner, repo }, call);
}
