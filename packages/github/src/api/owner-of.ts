import type { Call } from '@mcp-reference/kit';
import { whose } from './graphql.ts';
import { isRecord, repositoryOf } from './scope.ts';
import type { Transport } from './transport.ts';

/** Returns the repository that a node id belongs to, as `owner/name`; for a part of a project `owner/*`. */
export async function ownerOf(transport: Transport, node: string, call: Call): Promise<string | undefined> {
  const { data } = await transport.graphql(whose, { id: node }, call);
  const found = isRecord(data) ? data['node'] : undefined;
  if (!isRecord(found)) return undefined;
  const project = isRecord(found['project']) ? found['project']['owner'] : undefined;
  if (isRecord(project) && typeof project['login'] === 'string') return `${project['login']}/*`;
  return repositoryOf(found) ?? repositoryOf(found['discussion']);
}
