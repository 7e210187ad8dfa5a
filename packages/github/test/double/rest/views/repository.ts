import type { Json, JsonObject } from '../../json.ts';
import type { Permission, Repository } from '../../world/types.ts';
import { userView } from './accounts.ts';

export const repositoryUrl = (url: string, repo: Repository) => `${url}/repos/${repo.owner.login}/${repo.name}`;
export const repositoryHtml = (repo: Repository) => `https://github.com/${repo.owner.login}/${repo.name}`;
export const fullName = (repo: Repository) => `${repo.owner.login}/${repo.name}`;

/** A repository; `permission` is the viewer's. */
export function repositoryView(url: string, repo: Repository, permission: Permission | null): JsonObject {
  const own = repositoryUrl(url, repo);
  const html = repositoryHtml(repo);
  const open = repo.issues.filter((one) => one.state === 'open').length;
  const parent: Json | undefined =
    repo.fork === null ? undefined : repositoryView(url, { ...repo.fork, fork: null }, 'pull');
  return {
    id: repo.id,
    node_id: repo.nodeId,
    name: repo.name,
    full_name: fullName(repo),
    owner: userView(url, repo.owner),
    ...(repo.owner.type === 'Organization' && { organization: userView(url, repo.owner) }),
    private: repo.private,
    visibility: repo.private ? 'private' : 'public',
    html_url: html,
    description: repo.description,
    fork: repo.fork !== null,
    ...(parent !== undefined && { parent, source: parent }),
    url: own,
    ...templates(own),
    git_url: `git://github.com/${fullName(repo)}.git`,
    ssh_url: `git@github.com:${fullName(repo)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: repo.homepage,
    language: repo.language,
    license: repo.license && {
      key: repo.license.key,
      name: repo.license.name,
      spdx_id: repo.license.spdx,
      url: `${url}/licenses/${repo.license.key}`,
      node_id: `L_${repo.license.key}`,
    },
    size: 12,
    stargazers_count: repo.stars.size,
    watchers_count: repo.stars.size,
    watchers: repo.stars.size,
    subscribers_count: [...repo.watchers.values()].filter((one) => one === 'subscribed').length,
    forks_count: 0,
    forks: 0,
    network_count: 0,
    open_issues_count: open,
    open_issues: open,
    default_branch: repo.defaultBranch,
    master_branch: repo.defaultBranch,
    topics: repo.topics,
    archived: repo.archived,
    disabled: false,
    is_template: repo.isTemplate,
    has_issues: repo.hasIssues,
    has_projects: repo.hasProjects,
    has_wiki: repo.hasWiki,
    has_pages: false,
    has_downloads: true,
    has_discussions: repo.hasDiscussions,
    allow_forking: true,
    web_commit_signoff_required: false,
    created_at: repo.createdAt,
    updated_at: repo.updatedAt,
    pushed_at: repo.pushedAt,
    score: 1,
    ...(permission !== null && { permissions: permissions(permission) }),
    ...(permission === 'admin' && {
      allow_merge_commit: repo.allowMergeCommit,
      allow_squash_merge: repo.allowSquashMerge,
      allow_rebase_merge: repo.allowRebaseMerge,
      allow_auto_merge: repo.allowAutoMerge,
      delete_branch_on_merge: repo.deleteBranchOnMerge,
    }),
  };
}

/** The permissions that a permission includes. */
export function permissions(held: Permission | null): JsonObject {
  const ranks: Permission[] = ['pull', 'triage', 'push', 'maintain', 'admin'];
  const rank = held === null ? -1 : ranks.indexOf(held);
  return Object.fromEntries(ranks.map((one, index) => [one, index <= rank]));
}

function templates(own: string): JsonObject {
  const tails = {
    archive: '{archive_format}{/ref}',
    assignees: 'assignees{/user}',
    blobs: 'git/blobs{/sha}',
    branches: 'branches{/branch}',
    collaborators: 'collaborators{/collaborator}',
    comments: 'comments{/number}',
    commits: 'commits{/sha}',
    compare: 'compare/{base}...{head}',
    contents: 'contents/{+path}',
    contributors: 'contributors',
    deployments: 'deployments',
    downloads: 'downloads',
    events: 'events',
    forks: 'forks',
    git_commits: 'git/commits{/sha}',
    git_refs: 'git/refs{/sha}',
    git_tags: 'git/tags{/sha}',
    hooks: 'hooks',
    issue_comment: 'issues/comments{/number}',
    issue_events: 'issues/events{/number}',
    issues: 'issues{/number}',
    keys: 'keys{/key_id}',
    labels: 'labels{/name}',
    languages: 'languages',
    merges: 'merges',
    milestones: 'milestones{/number}',
    notifications: 'notifications{?since,all,participating}',
    pulls: 'pulls{/number}',
    releases: 'releases{/id}',
    stargazers: 'stargazers',
    statuses: 'statuses/{sha}',
    subscribers: 'subscribers',
    subscription: 'subscription',
    tags: 'tags',
    teams: 'teams',
    trees: 'git/trees{/sha}',
  };
  return Object.fromEntries(Object.entries(tails).map(([name, tail]) => [`${name}_url`, `${own}/${tail}`]));
}
