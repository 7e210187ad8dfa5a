import { ToolError, type Call } from '@mcp-reference/kit';
import { pageOf } from '../../arguments.ts';
import type { GitHub } from '../../api/github.ts';
import type { Page } from '../../api/page.ts';
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
): Promise<Page<ARepository>> {
  const asked = { sort, ...pageOf(paged) };
  if (owner === undefined) return github.list('GET /user/repos', asked, call);
  try {
    return await github.list('GET /orgs/{org}/repos', { org: owner, ...asked }, call);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
  }
  const me = await github.viewer(call);
  // The list of a user has only public ones, even for the user.
  if (me?.toLowerCase() === owner.toLowerCase())
    return github.list('GET /user/repos', { affiliation: 'owner', ...asked }, call);
  return github.list('GET /users/{username}/repos', { username: owner, ...asked }, call);
}
