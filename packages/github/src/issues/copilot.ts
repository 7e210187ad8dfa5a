import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';

/** The account of the coding agent. */
const agent = 'copilot-swe-agent[bot]';

interface Wanted {
  owner: string;
  repo: string;
  issue_number: number;
  base_ref?: string | undefined;
  custom_instructions?: string | undefined;
  intent?: { rationale: string; confidence: 'LOW' | 'MEDIUM' | 'HIGH'; suggest: boolean };
}

const confidences = { LOW: 'low', MEDIUM: 'medium', HIGH: 'high' } as const;

/** Assigns the coding agent. What it should heed is said in a comment, which it reads: the assignment has no room for it. */
export async function assignCopilot(
  github: GitHub,
  { owner, repo, issue_number, base_ref, custom_instructions, intent }: Wanted,
  call: Call,
): Promise<string> {
  const at = { owner, repo, issue_number };
  const wishes = [base_ref && `Base branch: ${base_ref}`, custom_instructions].filter(Boolean).join('\n\n');
  if (wishes !== '')
    await github.write('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...at, body: wishes }, call);
  const assignee =
    intent === undefined
      ? agent
      : {
          login: agent,
          rationale: intent.rationale,
          suggest: intent.suggest,
          confidence: confidences[intent.confidence],
        };
  const { assignees, html_url } = await github.write(
    'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees',
    { ...at, assignees: [assignee] },
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
