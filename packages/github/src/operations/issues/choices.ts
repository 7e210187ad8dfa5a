import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { known, plain } from '../../present/text.ts';

export const choiceKinds = [
  'labels',
  'assignees',
  'milestones',
  'issue_types',
  'branches',
  'issue_fields',
  'reviewers',
] as const;

interface Of {
  owner: string;
  repo: string;
  /** Of the organization as a whole, for what organizations have. */
  ofOwner: boolean;
}

interface Choices {
  names: string[];
  more: boolean;
}

const most = { per_page: 100 };

/** Readers of the values that GitHub offers for a field. */
export const choices: Record<(typeof choiceKinds)[number], (github: GitHub, of: Of, call: Call) => Promise<Choices>> = {
  async labels(github, { owner, repo }, call) {
    const { data: items, next } = await github.rest.issues.listLabelsForRepo({ owner, repo, ...most }, call);
    return { names: items.map(({ name }) => plain(name)), more: next !== undefined };
  },
  async assignees(github, { owner, repo }, call) {
    const { data: items, next } = await github.rest.issues.listAssignees({ owner, repo, ...most }, call);
    return { names: items.map(({ login }) => plain(login)), more: next !== undefined };
  },
  async milestones(github, { owner, repo }, call) {
    const { data: items, next } = await github.rest.issues.listMilestones({ owner, repo, ...most }, call);
    return { names: items.map(({ number, title }) => `${known(number)} ${plain(title)}`), more: next !== undefined };
  },
  async issue_types(github, { owner, repo, ofOwner }, call) {
    const { data: items } = ofOwner
      ? await github.rest.orgs.listIssueTypes({ org: owner }, call)
      : await github.request('GET /repos/{owner}/{repo}/issue-types', { owner, repo }, call);
    return { names: items.map(({ name }) => plain(name)), more: false };
  },
  async branches(github, { owner, repo }, call) {
    const { data: items, next } = await github.rest.repos.listBranches({ owner, repo, ...most }, call);
    return { names: items.map(({ name }) => plain(name)), more: next !== undefined };
  },
  async issue_fields(github, { owner }, call) {
    const { data: items } = await github.request('GET /orgs/{org}/issue-fields', { org: owner }, call);
    return { names: items.map(({ name }) => plain(name)), more: false };
  },
  async reviewers(github, { owner, repo }, call) {
    const { data: items, next } = await github.rest.repos.listCollaborators({ owner, repo, ...most }, call);
    const { data: teamsItems, ...teams } = await github.rest.repos.listTeams({ owner, repo, ...most }, call);
    return {
      names: [
        ...items.map(({ login }) => plain(login)),
        ...teamsItems.map(({ slug }) => `${plain(owner)}/${plain(slug)}`),
      ],
      more: next !== undefined || teams.next !== undefined,
    };
  },
};
