import type { Toolsets } from '@mcp-reference/kit';
import { alerts } from './alerts.ts';
import type { Context } from './context.ts';
import { granular } from './granular.ts';
import { legacy } from './legacy.ts';
import { minimal } from './minimal.ts';

/** Tools of the official server are in the set that it has them in. */
export const toolsets: Toolsets<Context> = {
  context: {
    description: 'See who is signed in and which teams they are in, and find a tool by what it does.',
    default: true,
    instructions: ['get_me says who "me" is.'],
    tools: [
      () => import('./tools/get-me.ts'),
      () => import('./tools/get-teams.ts'),
      () => import('./tools/get-team-members.ts'),
      () => import('./tools/find-tools.ts'),
    ],
  },
  repos: {
    description: 'Read, search and change files, commits, branches, tags and releases; create and fork repositories.',
    default: true,
    tools: [
      () => import('./tools/get-repository.ts'),
      () => import('./tools/list-repositories.ts'),
      () => import('./tools/search-repositories.ts'),
      () => import('./tools/get-file-contents.ts'),
      () => import('./tools/list-commits.ts'),
      () => import('./tools/search-code.ts'),
      () => import('./tools/search-commits.ts'),
      () => import('./tools/get-commit.ts'),
      () => import('./tools/compare-commits.ts'),
      () => import('./tools/list-branches.ts'),
      () => import('./tools/list-tags.ts'),
      () => import('./tools/get-tag.ts'),
      () => import('./tools/list-releases.ts'),
      () => import('./tools/get-latest-release.ts'),
      () => import('./tools/get-release-by-tag.ts'),
      () => import('./tools/create-or-update-file.ts'),
      () => import('./tools/edit-file-contents.ts'),
      () => import('./tools/push-files.ts'),
      () => import('./tools/delete-file.ts'),
      () => import('./tools/create-branch.ts'),
      () => import('./tools/create-repository.ts'),
      () => import('./tools/fork-repository.ts'),
      () => import('./tools/delete-repository.ts'),
      () => import('./tools/list-repository-collaborators.ts'),
    ],
  },
  issues: {
    description: 'Read, search and write issues, with comments, sub-issues, types and fields.',
    default: true,
    instructions: ['Before issue_write creates an issue, search_issues for it. Close with state_reason.'],
    tools: [
      () => import('./tools/list-issues.ts'),
      () => import('./tools/issue-read.ts'),
      () => import('./tools/search-issues.ts'),
      () => import('./tools/issue-write.ts'),
      () => import('./tools/edit-body.ts'),
      () => import('./tools/add-issue-comment.ts'),
      () => import('./tools/comment-write.ts'),
      () => import('./tools/sub-issue-write.ts'),
      () => import('./tools/list-issue-types.ts'),
      () => import('./tools/list-issue-fields.ts'),
      () => import('./tools/get-label.ts'),
    ],
  },
  pull_requests: {
    description: 'Read, search, create, review and merge pull requests.',
    default: true,
    instructions: [
      'add_comment_to_pending_review goes between create and submit_pending of pull_request_review_write.',
      'Before create_pull_request, read pull_request_template.md (root, docs, .github).',
    ],
    tools: [
      () => import('./tools/list-pull-requests.ts'),
      () => import('./tools/pull-request-read.ts'),
      () => import('./tools/search-pull-requests.ts'),
      () => import('./tools/create-pull-request.ts'),
      () => import('./tools/update-pull-request.ts'),
      () => import('./tools/merge-pull-request.ts'),
      () => import('./tools/update-pull-request-branch.ts'),
      () => import('./tools/pull-request-review-write.ts'),
      () => import('./tools/add-comment-to-pending-review.ts'),
      () => import('./tools/add-reply-to-pull-request-comment.ts'),
    ],
  },
  file_blame: {
    description: 'See which commit last changed each line of a file.',
    tools: [() => import('./tools/get-file-blame.ts')],
  },
  issue_dependencies: {
    description: 'Read and set which issues block an issue.',
    tools: [() => import('./tools/issue-dependency-read.ts'), () => import('./tools/issue-dependency-write.ts')],
  },
  duplicate_detection: {
    description: 'Find issues that describe the same problem.',
    tools: [() => import('./tools/find-duplicate.ts')],
  },
  users: {
    description: 'Search for people.',
    default: true,
    tools: [() => import('./tools/search-users.ts')],
  },
  orgs: {
    description: 'Search for organizations.',
    tools: [() => import('./tools/search-orgs.ts')],
  },
  stargazers: {
    description: 'Star and unstar repositories, and list starred ones.',
    tools: [
      () => import('./tools/list-starred-repositories.ts'),
      () => import('./tools/star-repository.ts'),
      () => import('./tools/unstar-repository.ts'),
    ],
  },
  git: {
    description: 'Read the tree of a commit through the git database API.',
    tools: [() => import('./tools/get-repository-tree.ts')],
  },
  labels: {
    description: 'List, create, change and delete the labels of a repository.',
    tools: [
      () => import('./tools/get-label.ts'),
      () => import('./tools/list-label.ts'),
      () => import('./tools/label-write.ts'),
    ],
  },
  milestones: {
    description: 'List, create, change and delete milestones.',
    tools: [() => import('./tools/list-milestones.ts'), () => import('./tools/milestone-write.ts')],
  },
  releases: {
    description: 'Create, change and delete releases.',
    tools: [() => import('./tools/release-write.ts')],
  },
  repository_admin: {
    description: 'Change the settings and topics of a repository, and delete branches and tags.',
    tools: [
      () => import('./tools/update-repository.ts'),
      () => import('./tools/delete-branch.ts'),
      () => import('./tools/delete-tag.ts'),
    ],
  },
  copilot: {
    description: 'Assign issues to Copilot and request its reviews.',
    tools: [() => import('./tools/assign-copilot-to-issue.ts'), () => import('./tools/request-copilot-review.ts')],
  },
  copilot_issue_intents: {
    description: 'Assign issues to Copilot and state the intent.',
    tools: [() => import('./tools/assign-copilot-to-issue-with-intent.ts')],
  },
  ...alerts,
  notifications: {
    description: 'Read notifications, mark them as done, and manage subscriptions.',
    instructions: [
      'list_notifications names the thread; dismiss_notification with state done takes it out of the inbox, with read leaves it there.',
    ],
    tools: [
      () => import('./tools/list-notifications.ts'),
      () => import('./tools/get-notification-details.ts'),
      () => import('./tools/dismiss-notification.ts'),
      () => import('./tools/mark-all-notifications-read.ts'),
      () => import('./tools/manage-notification-subscription.ts'),
      () => import('./tools/manage-repository-notification-subscription.ts'),
    ],
  },
  discussions: {
    description: 'Read and write discussions and their comments.',
    instructions: [
      'list_discussion_categories shows the categories that discussion_write can create in and list_discussions filter by.',
    ],
    tools: [
      () => import('./tools/list-discussions.ts'),
      () => import('./tools/get-discussion.ts'),
      () => import('./tools/get-discussion-comments.ts'),
      () => import('./tools/list-discussion-categories.ts'),
      () => import('./tools/discussion-write.ts'),
      () => import('./tools/discussion-comment-write.ts'),
    ],
  },
  actions: {
    description: 'Read workflows, runs, jobs, logs and checks; start, cancel and rerun workflows.',
    instructions: [
      'To find out why a run failed: its run_id from actions_list (list_workflow_runs), then get_job_logs with run_id and failed_only.',
    ],
    tools: [
      () => import('./tools/actions-list.ts'),
      () => import('./tools/actions-get.ts'),
      () => import('./tools/get-job-logs.ts'),
      () => import('./tools/actions-run-trigger.ts'),
    ],
  },
  security_advisories: {
    description: 'Read security advisories, global and of repositories and organizations.',
    tools: [
      () => import('./tools/list-global-security-advisories.ts'),
      () => import('./tools/get-global-security-advisory.ts'),
      () => import('./tools/list-repository-security-advisories.ts'),
      () => import('./tools/list-org-repository-security-advisories.ts'),
    ],
  },
  gists: {
    description: 'Read, create and change gists.',
    tools: [
      () => import('./tools/list-gists.ts'),
      () => import('./tools/get-gist.ts'),
      () => import('./tools/create-gist.ts'),
      () => import('./tools/update-gist.ts'),
    ],
  },
  projects: {
    description: 'Read and change projects, with their fields and items.',
    instructions: [
      'projects_list with list_project_fields shows names, types and options of fields. Use exactly these in query, field_names and updated_field.',
      'To count or sum up items, read all pages of projects_list with the same query. The query has the syntax of project filters: is:issue status:"In Review" sprint:@current -label:wontfix assignee:@me.',
    ],
    tools: [
      () => import('./tools/projects-list.ts'),
      () => import('./tools/projects-get.ts'),
      () => import('./tools/projects-write.ts'),
    ],
  },
  remote_mcp_ui_apps: {
    description: 'List the choices that forms of a host offer, such as labels and assignees.',
    tools: [() => import('./tools/ui-get.ts')],
  },
  minimal,
  granular,
  legacy,
};
