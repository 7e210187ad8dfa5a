import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';

export const createDiscussion = graphqlDocument<{
  createDiscussion: { discussion: { number: number; url: string } | null } | null;
}>(`mutation CreateDiscussion($input: CreateDiscussionInput!) {
  createDiscussion(input: $input) { discussion { number url } }
}`);

export const updateDiscussion = graphqlDocument<unknown>(`mutation UpdateDiscussion($input: UpdateDiscussionInput!) {
  updateDiscussion(input: $input) { clientMutationId }
}`);

export const closeDiscussion = graphqlDocument<unknown>(`mutation CloseDiscussion($input: CloseDiscussionInput!) {
  closeDiscussion(input: $input) { clientMutationId }
}`);

export const reopenDiscussion = graphqlDocument<unknown>(`mutation ReopenDiscussion($input: ReopenDiscussionInput!) {
  reopenDiscussion(input: $input) { clientMutationId }
}`);

/** The node id, by which a mutation names the repository. */
export const repositoryId = async (github: GitHub, at: { owner: string; repo: string }, call: Call): Promise<string> =>
  (await github.rest.repos.get(at, call)).data.node_id;
