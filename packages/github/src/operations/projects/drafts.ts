import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import * as documents from './documents.ts';
import { readProject, type ProjectAt } from './project.ts';

interface Draft {
  title: string;
  body?: string | undefined;
}

/** Adds a draft and returns its id. The REST route for users serves only one's own projects, and older servers have neither route. */
export async function addDraft(at: ProjectAt, draft: Draft, github: GitHub, call: Call) {
  if (at.isOrg)
    try {
      const wanted = { org: at.owner, project_number: at.number, ...draft };
      const route = 'POST /orgs/{org}/projectsV2/{project_number}/drafts';
      return (await github.request(route, wanted, call)).data.id;
    } catch (error) {
      if (!(error instanceof ToolError) || !['not_found', 'unsupported'].includes(error.code)) throw error;
    }
  const { node_id } = await readProject(at, github, call);
  const input = { projectId: node_id, title: draft.title, body: draft.body };
  const { addProjectV2DraftIssue: made } = await github.graphql(
    documents.addDraft,
    { input },
    { owner: at.owner },
    call,
  );
  return made?.projectItem?.fullDatabaseId ?? made?.projectItem?.id;
}
