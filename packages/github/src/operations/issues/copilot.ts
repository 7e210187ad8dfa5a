import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';

/** The account of the coding agent. */
const agent = 'copilot-swe-agent[bot]';

interface Wanted {
  owner: string;
  repo: string;
  issue_number: number;
  base_ref?: string | undefined;
  custom_instructions?: string | undefined;
  /** `owner/name` of the repository that gets the pull request, where it is another one. */
  target_repo?: string | undefined;
  custom_agent?: string | undefined;
  model?: string | undefined;
  intent?: { rationale: string; confidence: 'LOW' | 'MEDIUM' | 'HIGH'; suggest: boolean };
}

const confidences = { LOW: 'low', MEDIUM: 'medium', HIGH: 'high' } as const;

/** Assigns the coding agent, with its instructions in the assignment itself, where only the agent reads them. */
export async function assignCopilot(
  github: GitHub,
  { owner, repo, issue_number, base_ref, custom_instructions, target_repo, custom_agent, model, intent }: Wanted,
  call: Call,
): Promise<string> {
  const at = { owner, repo, issue_number };
  const agent_assignment = {
    ...(target_repo !== undefined && { target_repo }),
    ...(base_ref !== undefined && { base_branch: base_ref }),
    ...(custom_instructions !== undefined && { custom_instructions }),
    ...(custom_agent !== undefined && { custom_agent }),
    ...(model !== undefined && { model }),
  };
  const assignee =
    intent === undefined
      ? agent
      : {
          login: agent,
          rationale: intent.rationale,
          suggest: intent.suggest,
          confidence: confidences[intent.confidence],
        };
  const {
    data: { assignees, html_url },
  } = await github.rest.issues.addAssignees(
    { ...at, assignees: [assignee], ...(Object.keys(agent_assignment).length > 0 && { agent_assignment }) },
    call,
  );
  const assigned = assignees?.some(({ login }) => /copilot/i.test(login)) ?? false;
  if (!assigned && intent?.suggest !== true)
    throw new ToolError(
      'unsupported',
      `GitHub did not assign Copilot to #${issue_number}: the coding agent is not enabled for ${owner}/${repo}.`,
    );
  return `${assigned ? 'Assigned' : 'Suggested'} Copilot for #${issue_number}: ${html_url}`;
}
