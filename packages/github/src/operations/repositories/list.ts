import { ToolError, type Call } from '@mcp-reference/kit';
import { pageOf } from '../../arguments.ts';
import type { GitHub } from '../../api/github.ts';
import type { Answer } from '../../api/rest.ts';
import type { ARepository } from '../../present/repository.ts';

interface Asked {
  owner?: string | undefined;
  sort?: 'created' | 'updated' | 'pushed' | 'full_name' | undefined;
  page?: number | undefined;
  perPage?: number | undefined;
}

/** Repositories of the caller, an organization or a user: three endpoints that show different ones. */
export async function repositoriesOf(
  github: GitHub,
  { owner, sort = 'pushed', ...paged }: Asked,
  call: Call,
): Promise<Answer<ARepository[]>> {
  const asked = { sort, ...pageOf(paged) };
  if (owner === undefined) return github.rest.repos.listForAuthenticatedUser(asked, call);
  try {
    return await github.rest.repos.listForOrg({ org: owner, ...asked }, call);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
  }
  const me = await github.viewer(call);
  // The list of a user has only public ones, even for the user.
  if (me?.toLowerCase() === owner.toLowerCase())
    return github.rest.repos.listForAuthenticatedUser({ affiliation: 'owner', ...asked }, call);
  return github.rest.repos.listForUser({ username: owner, ...asked }, call);
}
