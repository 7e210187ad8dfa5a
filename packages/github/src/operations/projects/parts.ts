import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument, type GraphqlDocument } from '../../api/graphql.ts';
import { pageOfConnection, type Connection } from '../discussions/read.ts';
import type { StatusUpdate, View } from './lines.ts';
import type { ProjectAt } from './project.ts';

// Views and status updates can be listed by GraphQL only.

type Answer<T> = Record<'organization' | 'user', { projectV2: T | null } | null>;

const statusFacets = 'id status startDate targetDate createdAt creator { login } body';
const viewFacets = 'id number name layout filter';

const document = <T>(of: 'organization' | 'user', name: string, part: string): GraphqlDocument<Answer<T>> =>
  graphqlDocument(`query ${name}($owner: String!, $number: Int!, $first: Int!, $after: String) {
  ${of}(login: $owner) { projectV2(number: $number) { ${part} } }
}`);

const connection = (name: string, facets: string) =>
  `${name}(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { ${facets} } }`;

const updates = {
  organization: document<{ statusUpdates: Connection<StatusUpdate> }>(
    'organization',
    'StatusUpdates',
    connection('statusUpdates', statusFacets),
  ),
  user: document<{ statusUpdates: Connection<StatusUpdate> }>(
    'user',
    'StatusUpdates',
    connection('statusUpdates', statusFacets),
  ),
};
const views = {
  organization: document<{ views: Connection<View> }>('organization', 'Views', connection('views', viewFacets)),
  user: document<{ views: Connection<View> }>('user', 'Views', connection('views', viewFacets)),
};

export interface Paged {
  first: number;
  after: string | undefined;
}

/** @throws ToolError `not_found` for a project that GitHub does not show */
function shown<T>(found: T | null | undefined, owner: string, number: number): T {
  if (found === null || found === undefined)
    throw new ToolError('not_found', `${owner} has no project ${number}, or it is not visible to you.`);
  return found;
}

export async function statusUpdatesOf(
  { owner, isOrg, number }: ProjectAt,
  { first, after }: Paged,
  github: GitHub,
  call: Call,
) {
  const of = isOrg ? 'organization' : 'user';
  const answer = await github.graphql(updates[of], { owner, number, first, after }, { owner, account: owner }, call);
  return pageOfConnection(shown(answer[of]?.projectV2?.statusUpdates, owner, number), after);
}

export async function viewsOf(
  { owner, isOrg, number }: ProjectAt,
  { first, after }: Paged,
  github: GitHub,
  call: Call,
) {
  const of = isOrg ? 'organization' : 'user';
  const answer = await github.graphql(views[of], { owner, number, first, after }, { owner, account: owner }, call);
  return pageOfConnection(shown(answer[of]?.projectV2?.views, owner, number), after);
}

const oneUpdate = graphqlDocument<{ node: StatusUpdate | null }>(
  `query StatusUpdate($id: ID!) { node(id: $id) { ... on ProjectV2StatusUpdate { ${statusFacets} } } }`,
);
const oneView = graphqlDocument<{ node: View | null }>(
  `query View($id: ID!) { node(id: $id) { ... on ProjectV2View { ${viewFacets} } } }`,
);

export async function statusUpdate(
  id: string,
  owner: string | undefined,
  github: GitHub,
  call: Call,
): Promise<StatusUpdate> {
  const { node } = await github.graphql(oneUpdate, { id }, { ...(owner !== undefined && { owner }), node: id }, call);
  if (node === null || !('status' in node)) throw new ToolError('not_found', `There is no status update ${id}.`);
  return node;
}

export async function view(id: string, owner: string | undefined, github: GitHub, call: Call): Promise<View> {
  const { node } = await github.graphql(oneView, { id }, { ...(owner !== undefined && { owner }), node: id }, call);
  if (node === null || !('layout' in node)) throw new ToolError('not_found', `There is no view ${id}.`);
  return node;
}
