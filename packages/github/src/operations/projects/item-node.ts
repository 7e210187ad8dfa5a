import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import { unseen } from '../../api/unseen.ts';
import type { ProjectAt } from './project.ts';

const itemNode = graphqlDocument<{
  node: {
    fullDatabaseId?: string | number | null;
    project?: { number: number; owner: { login?: string } | null } | null;
  } | null;
}>(`query ItemNode($id: ID!) {
  node(id: $id) {
    ... on ProjectV2Item {
      fullDatabaseId
      project { number owner { ... on Organization { login } ... on User { login } } }
    }
  }
}`);

/**
 * The number of an item that is given by its node id: REST takes no node ids.
 * @throws ToolError for a node that is no item of this project
 */
export async function itemOfNode(
  { owner, number }: ProjectAt,
  id: string,
  github: GitHub,
  call: Call,
): Promise<number> {
  const { node } = await github.graphql(itemNode, { id }, { owner, node: id }, unseen(call));
  const found = Number(node?.fullDatabaseId ?? NaN);
  if (!Number.isSafeInteger(found))
    throw new ToolError('not_found', `${JSON.stringify(id.slice(0, 100))} is not the node id of a project item.`);
  const login = node?.project?.owner?.login ?? '';
  if (node?.project?.number !== number || login.toLowerCase() !== owner.toLowerCase())
    throw new ToolError(
      'conflict',
      `The item ${id.slice(0, 100)} is in project ${node?.project?.number ?? '?'} of ${login || 'another account'}, not in project ${number} of ${owner}. Nothing was changed.`,
    );
  return found;
}
