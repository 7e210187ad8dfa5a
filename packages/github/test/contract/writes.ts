import { found, type Case } from './case.ts';

const garden = { owner: 'octo', repo: 'garden' };
const pull = { ...garden, pullNumber: 4 };
const season = { owner: 'octo', owner_type: 'user', project_number: 1 };
const labs = { owner: 'octo-labs', owner_type: 'org', project_number: 1 };

/** In an order in which one can build on the other. */
export const writes: readonly Case[] = [
  // Code
  {
    tool: 'create_branch',
    args: { ...garden, branch: 'work', from_branch: 'main' },
    says: /Created branch work at [0-9a-f]{12} from main/,
    asks: ['git/get-ref', 'git/create-ref'],
  },
  { tool: 'create_branch', args: { ...garden, branch: 'other' }, says: /from main/, asks: ['repos/get'] },
  { tool: 'create_branch', args: { ...garden, branch: 'work' }, says: /Reference already exists/, code: 'invalid' },
  {
    tool: 'create_or_update_file',
    args: { ...garden, path: 'notes/soil.md', content: 'loam\n', message: 'Note the soil', branch: 'work' },
    says: /Created notes\/soil\.md on work in commit [0-9a-f]{40}; blob sha [0-9a-f]{40}/,
    asks: ['repos/create-or-update-file-contents'],
  },
  {
    tool: 'create_or_update_file',
    args: { ...garden, path: 'notes/soil.md', content: 'clay\n', message: 'x', branch: 'work' },
    says: /exists with blob sha [0-9a-f]{40}/,
    code: 'conflict',
  },
  {
    tool: 'create_or_update_file',
    args: async (session) => ({
      ...garden,
      path: 'notes/soil.md',
      content: 'clay\nsand\n',
      message: 'Correct it',
      branch: 'work',
      sha: await found(
        session,
        'get_file_contents',
        { ...garden, path: 'notes/soil.md', ref: 'work' },
        /blob sha ([0-9a-f]{40})/,
      ),
    }),
    says: /Replaced notes\/soil\.md/,
  },
  {
    tool: 'edit_file_contents',
    args: {
      ...garden,
      path: 'plan/beds.csv',
      branch: 'work',
      message: 'Later peas',
      edits: [{ old: '2026-03-20', new: '2026-03-27' }],
    },
    says: /Edited plan\/beds\.csv on work/,
  },
  {
    tool: 'edit_file_contents',
    args: { ...garden, path: 'plan/beds.csv', branch: 'work', message: 'x', edits: [{ old: 'potato', new: 'x' }] },
    says: /"potato" does not occur/,
    code: 'conflict',
  },
  {
    tool: 'edit_file_contents',
    args: { ...garden, path: 'plan/beds.csv', branch: 'work', message: 'x', edits: [{ old: '2026', new: 'x' }] },
    says: /occurs more than once/,
    code: 'conflict',
  },
  {
    tool: 'push_files',
    args: {
      ...garden,
      branch: 'work',
      message: 'Tools',
      files: [
        { path: 'bin/water.sh', content: '#!/bin/sh\necho water\n', mode: '100755' },
        { path: 'assets/dot.png', content: 'iVBORw0KGgoAAA==', encoding: 'base64' },
        { path: 'notes/soil.md', delete: true },
      ],
    },
    says: /Pushed 3 files to work in commit [0-9a-f]{40}/,
    asks: ['git/create-blob', 'git/create-tree', 'git/create-commit', 'git/update-ref'],
  },
  {
    tool: 'push_files',
    args: {
      owner: 'octo',
      repo: 'seedling',
      branch: 'main',
      message: 'Begin',
      files: [
        { path: 'a.txt', content: 'a' },
        { path: 'b.txt', content: 'b' },
      ],
    },
    says: /Pushed 2 files to main/,
  },
  {
    tool: 'delete_file',
    args: { ...garden, path: 'assets/dot.png', branch: 'work', message: 'Not needed' },
    says: /Deleted assets\/dot\.png on work in commit/,
  },
  {
    tool: 'create_repository',
    args: { name: 'compost', autoInit: true },
    says: /Created private repository octo\/compost/,
    asks: ['repos/create-for-authenticated-user'],
  },
  {
    tool: 'create_repository',
    args: { name: 'compost', organization: 'octo-labs', private: false },
    says: /Created public repository octo-labs\/compost/,
    asks: ['repos/create-in-org'],
  },
  {
    tool: 'fork_repository',
    args: { owner: 'stranger', repo: 'wild' },
    says: /Forked stranger\/wild to octo\/wild/,
    asks: ['repos/create-fork'],
  },
  {
    tool: 'update_repository',
    args: {
      owner: 'octo',
      repo: 'compost',
      description: 'Heaps.',
      topics: ['compost'],
      disable: ['wiki'],
      enable: ['auto_merge'],
    },
    says: /Updated octo\/compost private; "Heaps\."/,
    asks: ['repos/replace-all-topics', 'repos/update'],
  },
  {
    tool: 'delete_repository',
    args: { owner: 'octo', repo: 'compost' },
    says: /Deleted octo\/compost/,
    asks: ['repos/delete'],
  },
  {
    tool: 'delete_branch',
    args: { ...garden, branch: 'other' },
    says: /Deleted branch other, which was at [0-9a-f]{40}/,
    asks: ['git/delete-ref'],
  },
  { tool: 'delete_tag', args: { ...garden, tag: 'spring' }, says: /Deleted tag spring/, asks: ['git/delete-ref'] },
  {
    tool: 'star_repository',
    args: { owner: 'stranger', repo: 'wild' },
    says: /Starred stranger\/wild/,
    asks: ['activity/star-repo-for-authenticated-user'],
  },
  {
    tool: 'unstar_repository',
    args: { owner: 'stranger', repo: 'wild' },
    says: /Unstarred/,
    asks: ['activity/unstar-repo-for-authenticated-user'],
  },
  // Issues
  {
    tool: 'label_write',
    args: { ...garden, method: 'create', name: 'soil', color: '#664422' },
    says: /Created soil; color 664422/,
    asks: ['issues/create-label'],
  },
  {
    tool: 'label_write',
    args: { ...garden, method: 'update', name: 'soil', new_name: 'earth' },
    says: /Updated earth/,
    asks: ['issues/update-label'],
  },
  {
    tool: 'milestone_write',
    args: { ...garden, method: 'create', title: 'Autumn', due_on: '2026-10-01' },
    says: /Created milestone 2 open "Autumn"; 0 of 0 closed; due 2026-10-01/,
    asks: ['issues/create-milestone'],
  },
  {
    tool: 'milestone_write',
    args: { ...garden, method: 'update', milestone_number: 2, state: 'closed' },
    says: /Updated milestone 2 closed/,
    asks: ['issues/update-milestone'],
  },
  {
    tool: 'issue_write',
    args: {
      ...garden,
      method: 'create',
      title: 'Dig',
      body: '- [ ] spade\n- [ ] rake\n',
      labels: ['earth'],
      assignees: ['mona'],
      milestone: 1,
    },
    says: /Created issue #7 \(id \d+\): https/,
    asks: ['issues/create'],
  },
  { tool: 'issue_write', args: { ...garden, method: 'create' }, says: /needs a title/, code: 'invalid' },
  {
    tool: 'issue_write',
    args: {
      owner: 'octo-labs',
      repo: 'greenhouse',
      method: 'create',
      title: 'Fan',
      type: 'Task',
      issue_fields: [{ field_name: 'priority', value: 'High' }],
    },
    says: /Created issue #2/,
    asks: ['orgs/list-issue-fields', 'issues/create'],
  },
  {
    tool: 'issue_write',
    args: { ...garden, method: 'update', issue_number: 7, title: 'Dig the beds' },
    says: /Updated issue #7 \(open\)/,
    asks: ['issues/update'],
  },
  {
    tool: 'issue_write',
    args: { ...garden, method: 'update', issue_number: 3, state: 'closed', state_reason: 'duplicate', duplicate_of: 1 },
    says: /Updated issue #3 \(closed\)/,
  },
  {
    tool: 'edit_body',
    args: { ...garden, kind: 'issue', number: 7, edits: [{ old: '- [ ] spade', new: '- [x] spade' }] },
    says: /Edited; body_sha is now [0-9a-f]{12}/,
    asks: ['issues/get', 'issues/update'],
  },
  {
    tool: 'edit_body',
    args: { ...garden, kind: 'issue', number: 7, edits: [{ old: 'rake', new: 'hoe' }], body_sha: '000000000000' },
    says: /its body_sha is now/,
    code: 'conflict',
  },
  {
    tool: 'edit_body',
    args: { ...garden, kind: 'pull_request', number: 4, edits: [{ old: 'Fixes #1', new: 'Closes #1' }] },
    says: /Edited/,
    asks: ['pulls/update'],
  },
  {
    tool: 'edit_body',
    args: { ...garden, kind: 'milestone', number: 1, edits: [{ old: 'July', new: 'August' }] },
    says: /Edited/,
    asks: ['issues/update-milestone'],
  },
  {
    tool: 'add_issue_comment',
    args: { ...garden, issue_number: 7, body: 'On it.', reaction: 'rocket' },
    says: /Reacted with rocket to #7\nAdded comment \d+/,
    asks: ['issues/create-comment', 'reactions/create-for-issue'],
  },
  {
    tool: 'add_issue_comment',
    args: async (session) => ({ ...garden, issue_number: 7, reaction: '+1', comment_id: await comment(session) }),
    says: /^Reacted with \+1 to comment \d+$/,
    asks: ['reactions/create-for-issue-comment'],
  },
  {
    tool: 'comment_write',
    args: async (session) => ({
      ...garden,
      method: 'update',
      kind: 'issue',
      comment_id: await comment(session),
      body: 'Nearly.',
    }),
    says: /Updated comment \d+/,
    asks: ['issues/update-comment'],
  },
  {
    tool: 'edit_body',
    args: async (session) => ({
      ...garden,
      kind: 'comment',
      number: await comment(session),
      edits: [{ old: 'Nearly', new: 'Done' }],
    }),
    says: /Edited/,
    asks: ['issues/update-comment'],
  },
  {
    tool: 'comment_write',
    args: async (session) => ({ ...garden, method: 'delete', kind: 'issue', comment_id: await comment(session) }),
    says: /Deleted comment \d+/,
    asks: ['issues/delete-comment'],
  },
  {
    tool: 'sub_issue_write',
    args: async (session) => ({ ...garden, issue_number: 1, method: 'add', sub_issue_id: await issueId(session, 7) }),
    says: /Added a sub-issue to #1/,
    asks: ['issues/add-sub-issue'],
  },
  {
    tool: 'sub_issue_write',
    args: async (session) => ({
      ...garden,
      issue_number: 1,
      method: 'reprioritize',
      sub_issue_id: await issueId(session, 7),
      before_id: await issueId(session, 2),
    }),
    says: /Moved/,
    asks: ['issues/reprioritize-sub-issue'],
  },
  {
    tool: 'sub_issue_write',
    args: async (session) => ({
      ...garden,
      issue_number: 1,
      method: 'remove',
      sub_issue_id: await issueId(session, 7),
    }),
    says: /Removed a sub-issue from #1/,
    asks: ['issues/remove-sub-issue'],
  },
  {
    tool: 'issue_dependency_write',
    args: { ...garden, issue_number: 1, method: 'add', type: 'blocked_by', related_issue_number: 2 },
    says: /octo\/garden#1 is blocked by octo\/garden#2/,
    asks: ['issues/add-blocked-by-dependency'],
  },
  {
    tool: 'issue_dependency_write',
    args: { ...garden, issue_number: 2, method: 'remove', type: 'blocking', related_issue_number: 1 },
    says: /octo\/garden#1 is no longer blocked by octo\/garden#2/,
    asks: ['issues/remove-dependency-blocked-by'],
  },
  {
    tool: 'assign_copilot_to_issue',
    args: { ...garden, issue_number: 7, base_ref: 'rain', custom_instructions: 'Mind the worms.' },
    says: /Assigned Copilot for #7/,
    asks: ['issues/add-assignees'],
    never: ['issues/create-comment'],
  },
  {
    tool: 'assign_copilot_to_issue_with_intent',
    args: { ...garden, issue_number: 2, rationale: 'It is small.', confidence: 'HIGH', is_suggestion: false },
    says: /Copilot for #2/,
    asks: ['issues/add-assignees'],
  },
  { tool: 'create_issue', args: { ...garden, title: 'Old way' }, says: /Created issue #8/, asks: ['issues/create'] },
  {
    tool: 'update_issue',
    args: { ...garden, issue_number: 8, state: 'closed' },
    says: /Updated issue #8 \(closed\)/,
    asks: ['issues/update'],
  },
  {
    tool: 'label_write',
    args: { ...garden, method: 'delete', name: 'earth' },
    says: /Deleted the label earth/,
    asks: ['issues/delete-label'],
  },
  {
    tool: 'milestone_write',
    args: { ...garden, method: 'delete', milestone_number: 2 },
    says: /Deleted milestone 2/,
    asks: ['issues/delete-milestone'],
  },
  // Pull requests
  {
    tool: 'create_pull_request',
    args: {
      ...garden,
      title: 'Tools',
      head: 'work',
      base: 'main',
      body: 'For watering.',
      draft: true,
      reviewers: ['mona'],
    },
    says: /Created draft pull request #9/,
    asks: ['pulls/create', 'pulls/request-reviewers'],
  },
  {
    tool: 'update_pull_request',
    args: { ...garden, pullNumber: 9, title: 'Watering tools', draft: false },
    says: /Updated title of pull request #9/,
    asks: ['pulls/update'],
  },
  { tool: 'update_pull_request', args: { ...garden, pullNumber: 9, draft: true }, says: /#9 is now a draft/ },
  {
    tool: 'update_pull_request',
    args: { ...pull, auto_merge: 'squash' },
    says: /#4 merges \(squash\) once|clean status/,
  },
  {
    tool: 'update_pull_request_branch',
    args: { ...garden, pullNumber: 9 },
    says: /no new commits on the base branch/,
    code: 'invalid',
  },
  { tool: 'request_copilot_review', args: pull, says: /Asked Copilot to review #4/, asks: ['pulls/request-reviewers'] },
  {
    tool: 'pull_request_review_write',
    args: { ...pull, method: 'create' },
    says: /Started pending review \d+ of #4/,
    asks: ['pulls/create-review'],
  },
  {
    tool: 'add_comment_to_pending_review',
    args: { ...pull, path: 'src/water.ts', body: 'Name it.', subjectType: 'LINE', line: 3, side: 'RIGHT' },
    says: /Added thread \S+ to the pending review/,
  },
  {
    tool: 'pull_request_review_write',
    args: { ...pull, method: 'submit_pending', event: 'REQUEST_CHANGES', body: 'A name, please.' },
    says: /Submitted review \d+ of #4 \(CHANGES_REQUESTED\)/,
    asks: ['pulls/list-reviews', 'pulls/submit-review'],
  },
  {
    tool: 'pull_request_review_write',
    args: async (session) => ({
      ...pull,
      method: 'dismiss',
      body: 'Named.',
      reviewId: await found(
        session,
        'pull_request_read',
        { ...pull, method: 'get_reviews' },
        /review (\d+) CHANGES_REQUESTED/,
      ),
    }),
    says: /Dismissed review \d+ of #4/,
    asks: ['pulls/dismiss-review'],
  },
  { tool: 'pull_request_review_write', args: { ...pull, method: 'create' }, says: /Started pending/ },
  {
    tool: 'pull_request_review_write',
    args: { ...pull, method: 'delete_pending' },
    says: /Deleted the pending review of #4/,
    asks: ['pulls/delete-pending-review'],
  },
  {
    tool: 'pull_request_review_write',
    args: { ...pull, method: 'delete_pending' },
    says: /You have no pending review/,
    code: 'not_found',
  },
  ...(['resolve_thread', 'unresolve_thread'] as const).map((method): Case => ({
    tool: 'pull_request_review_write',
    args: async (session) => ({
      ...pull,
      method,
      threadId: await found(session, 'pull_request_read', { ...pull, method: 'get_review_comments' }, /thread (\S+) /),
    }),
    says: /(Resolved|Unresolved) thread/,
  })),
  {
    tool: 'add_reply_to_pull_request_comment',
    args: async (session) => ({
      ...pull,
      commentId: await reviewComment(session),
      body: 'It is there.',
      reaction: 'eyes',
    }),
    says: /Reacted with eyes to comment \d+\nAdded comment \d+/,
    asks: ['pulls/create-reply-for-review-comment', 'reactions/create-for-pull-request-review-comment'],
  },
  {
    tool: 'edit_body',
    args: async (session) => ({
      ...garden,
      kind: 'review_comment',
      number: await reviewComment(session),
      edits: [{ old: 'forecast', new: 'weather' }],
    }),
    says: /Edited/,
    asks: ['pulls/update-review-comment'],
  },
  {
    tool: 'comment_write',
    args: async (session) => ({
      ...garden,
      method: 'update',
      kind: 'review',
      comment_id: await reviewComment(session),
      body: 'And without it?',
    }),
    says: /Updated comment/,
  },
  {
    tool: 'comment_write',
    args: async (session) => ({
      ...garden,
      method: 'delete',
      kind: 'review',
      comment_id: await reviewComment(session),
    }),
    says: /Deleted comment/,
    asks: ['pulls/delete-review-comment'],
  },
  {
    tool: 'create_pull_request_review',
    args: {
      ...garden,
      pull_number: 4,
      body: 'Good.',
      event: 'COMMENT',
      comments: [{ path: 'src/water.ts', line: 3, body: 'Nice.' }],
    },
    says: /Reviewed #4 with 1 comment \(COMMENTED\)/,
    asks: ['pulls/create-review'],
  },
  {
    tool: 'merge_pull_request',
    args: { ...garden, pull_number: 4, merge_method: 'squash' },
    says: /Merged #4 in commit [0-9a-f]{40}/,
    asks: ['pulls/merge'],
  },
  {
    tool: 'update_pull_request_branch',
    args: { ...garden, pull_number: 9 },
    says: /^The branch of #9 is being updated$/,
    asks: ['pulls/update-branch'],
  },
  // Releases
  {
    tool: 'release_write',
    args: {
      ...garden,
      method: 'create',
      tag: 'v0.2.0',
      target: 'main',
      name: 'Rain',
      body: 'Skips rainy days.',
      draft: true,
    },
    says: /Created draft of release v0\.2\.0, id \d+/,
    asks: ['repos/create-release'],
  },
  {
    tool: 'release_write',
    args: async (session) => ({ ...garden, method: 'update', release_id: await release(session), draft: false }),
    says: /Updated release v0\.2\.0/,
    asks: ['repos/update-release'],
  },
  {
    tool: 'edit_body',
    args: async (session) => ({
      ...garden,
      kind: 'release',
      number: await release(session),
      edits: [{ old: 'rainy', new: 'wet' }],
    }),
    says: /Edited/,
  },
  {
    tool: 'release_write',
    args: async (session) => ({ ...garden, method: 'delete', release_id: await release(session) }),
    says: /Deleted release v0\.2\.0; the tag stays/,
    asks: ['repos/delete-release'],
  },
  // Alerts
  {
    tool: 'update_code_scanning_alert',
    args: { ...garden, alertNumber: 1, state: 'dismissed', reason: 'false positive', comment: 'No.' },
    says: /Updated alert 1 dismissed/,
    asks: ['code-scanning/update-alert'],
  },
  {
    tool: 'update_secret_scanning_alert',
    args: { ...garden, alertNumber: 1, state: 'resolved', resolution: 'revoked' },
    says: /Updated alert 1 resolved/,
    asks: ['secret-scanning/update-alert'],
  },
  {
    tool: 'update_dependabot_alert',
    args: { ...garden, alertNumber: 1, state: 'dismissed', reason: 'not_used' },
    says: /Updated alert 1 dismissed/,
    asks: ['dependabot/update-alert'],
  },
  // Notifications
  ...(['read', 'done'] as const).map((state): Case => ({
    tool: 'dismiss_notification',
    args: async (session) => ({ threadID: await notification(session), state }),
    says: new RegExp(`as ${state}`),
  })),
  ...(['watch', 'ignore', 'delete'] as const).map((action): Case => ({
    tool: 'manage_notification_subscription',
    args: async (session) => ({ notificationID: await notification(session), action }),
    says: new RegExp(action),
  })),
  ...(['watch', 'ignore', 'delete'] as const).map((action): Case => ({
    tool: 'manage_repository_notification_subscription',
    args: { ...garden, action },
    says: new RegExp(action),
  })),
  {
    tool: 'mark_all_notifications_read',
    args: garden,
    says: /of octo\/garden as read/,
    asks: ['activity/mark-repo-notifications-as-read'],
  },
  { tool: 'mark_all_notifications_read', args: {}, says: /as read/, asks: ['activity/mark-notifications-as-read'] },
  // Discussions
  {
    tool: 'discussion_write',
    args: { ...garden, method: 'create', title: 'Slugs', body: 'What helps?', category: 'q&a' },
    says: /Created discussion #\d+: https/,
  },
  {
    tool: 'discussion_write',
    args: { ...garden, method: 'create', title: 'x', body: 'y', category: 'none' },
    says: /There is no category "none"; there are: /,
    code: 'not_found',
  },
  {
    tool: 'discussion_write',
    args: async (session) => ({
      ...garden,
      method: 'update',
      discussionNumber: await discussion(session),
      title: 'Slugs and snails',
    }),
    says: /Updated discussion/,
  },
  {
    tool: 'discussion_comment_write',
    args: async (session) => ({
      ...garden,
      method: 'add',
      discussionNumber: await discussion(session),
      body: 'Ducks.',
    }),
    says: /Added comment \S+: https/,
  },
  {
    tool: 'discussion_comment_write',
    args: async (session) => ({
      ...garden,
      method: 'reply',
      discussionNumber: await discussion(session),
      commentNodeID: await talk(session),
      body: 'Loud ones.',
    }),
    says: /Added reply/,
  },
  ...(['update', 'mark_answer', 'unmark_answer', 'delete'] as const).map((method): Case => ({
    tool: 'discussion_comment_write',
    args: async (session) => ({
      method,
      commentNodeID: await talk(session),
      ...(method === 'update' && { body: 'Ducks!' }),
    }),
    says: /comment/i,
  })),
  {
    tool: 'discussion_write',
    args: async (session) => ({
      ...garden,
      method: 'close',
      discussionNumber: await discussion(session),
      reason: 'RESOLVED',
    }),
    says: /Closed discussion/,
  },
  {
    tool: 'discussion_write',
    args: async (session) => ({ ...garden, method: 'reopen', discussionNumber: await discussion(session) }),
    says: /Reopened discussion/,
  },
  // Actions
  {
    tool: 'actions_run_trigger',
    args: { ...garden, method: 'run_workflow', workflow_id: 'test.yml', ref: 'main' },
    says: /Started test\.yml on main/,
    asks: ['actions/create-workflow-dispatch'],
  },
  {
    tool: 'actions_run_trigger',
    args: async (session) => ({ ...garden, method: 'rerun_failed_jobs', run_id: await run(session, 'failure') }),
    says: /run again/,
    asks: ['actions/re-run-workflow-failed-jobs'],
  },
  {
    tool: 'actions_run_trigger',
    args: async (session) => ({ ...garden, method: 'rerun_workflow_run', run_id: await run(session, 'success') }),
    says: /is running again/,
    asks: ['actions/re-run-workflow'],
  },
  {
    tool: 'actions_run_trigger',
    args: async (session) => ({
      ...garden,
      method: 'cancel_workflow_run',
      run_id: await run(session, 'queued|in_progress'),
    }),
    says: /is being cancelled/,
    asks: ['actions/cancel-workflow-run'],
  },
  {
    tool: 'actions_run_trigger',
    args: async (session) => ({ ...garden, method: 'delete_workflow_run_logs', run_id: await run(session, '\\w+') }),
    says: /Deleted the logs/,
    asks: ['actions/delete-workflow-run-logs'],
  },
  // Gists
  {
    tool: 'create_gist',
    args: { filename: 'a.md', content: 'one', description: 'Notes' },
    says: /Created secret gist \w+/,
    asks: ['gists/create'],
  },
  {
    tool: 'update_gist',
    args: async (session) => ({
      gist_id: await found(session, 'list_gists', {}, /(\w+) secret "Notes"/),
      filename: 'a.md',
      content: 'two',
    }),
    says: /Updated gist/,
    asks: ['gists/update'],
  },
  // Projects
  {
    tool: 'projects_write',
    args: {
      ...labs,
      method: 'add_project_item',
      item_owner: 'octo-labs',
      item_repo: 'greenhouse',
      item_type: 'issue',
      issue_number: 2,
    },
    says: /Added octo-labs\/greenhouse#2 as item \d+/,
    asks: ['projects/add-item-for-org'],
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'add_project_item',
      item_owner: 'octo',
      item_repo: 'garden',
      item_type: 'issue',
      issue_number: 7,
    },
    says: /Added octo\/garden#7/,
    asks: ['projects/add-item-for-user'],
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'update_project_item',
      item_owner: 'octo',
      item_repo: 'garden',
      issue_number: 7,
      updated_field: { name: 'Effort', value: 3 },
    },
    says: /Updated Effort of item \d+/,
    asks: ['projects/list-fields-for-user', 'projects/update-item-for-user'],
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'update_project_items',
      items: [
        { item_owner: 'octo', item_repo: 'garden', issue_number: 7, updated_field: { name: 'Effort', value: null } },
      ],
    },
    says: /Updated Effort of item \d+/,
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'update_project_items',
      items: [{ updated_field: { name: 'Effort', value: 1 }, colour: 'red' }],
    },
    says: /items\.0: /,
    code: 'invalid',
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'update_project_item',
      item_owner: 'octo',
      item_repo: 'garden',
      issue_number: 7,
      updated_field: { name: 'Mood', value: 3 },
    },
    says: /no field "Mood"; there are: /,
    code: 'not_found',
  },
  {
    tool: 'projects_write',
    args: { ...season, method: 'delete_project_item', item_owner: 'octo', item_repo: 'garden', issue_number: 7 },
    says: /Took item \d+ out/,
    asks: ['projects/delete-item-for-user'],
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'create_project_status_update',
      body: 'All green.',
      status: 'ON_TRACK',
      start_date: '2026-03-01',
    },
    says: /Created status update \S+/,
  },
  {
    tool: 'projects_write',
    args: { ...labs, method: 'create_project_view', name: 'Board', layout: 'board' },
    says: /Created view \d+/,
    asks: ['projects/create-view-for-org'],
  },
  {
    tool: 'projects_write',
    args: { method: 'create_project', owner: 'octo', owner_type: 'user', title: 'Winter' },
    says: /Created project #\d+/,
  },
  {
    tool: 'projects_write',
    args: {
      ...labs,
      method: 'create_iteration_field',
      field_name: 'Sprint',
      start_date: '2026-03-02',
      iteration_duration: 14,
    },
    says: /Created field Sprint/,
    asks: ['projects/add-field-for-org'],
  },
  {
    tool: 'projects_get',
    args: async (session) => ({
      method: 'get_project_status_update',
      status_update_id: await found(
        session,
        'projects_list',
        { ...season, method: 'list_project_status_updates' },
        /; id (\S+)/,
      ),
    }),
    says: /ON_TRACK|by octo/,
  },
  {
    tool: 'projects_get',
    args: async (session) => ({
      method: 'get_project_view',
      view_id: await found(session, 'projects_list', { ...labs, method: 'list_project_views' }, /; id (\S+)/),
    }),
    says: /view \d+/,
  },
];

type Of = Parameters<typeof found>[0];
const comment = (session: Of) =>
  found(session, 'issue_read', { ...garden, issue_number: 7, method: 'get_comments' }, /comment (\d+) by octo/);
const issueId = (session: Of, issue_number: number) =>
  found(session, 'issue_read', { ...garden, issue_number, method: 'get' }, /; id (\d+)/);
const reviewComment = (session: Of) =>
  found(session, 'get_pull_request_comments', { ...garden, pull_number: 4 }, /comment (\d+) by octo/);
const release = (session: Of) => found(session, 'list_releases', garden, /v0\.2\.0[^\n]*id (\d+)/);
const notification = (session: Of) =>
  found(session, 'list_notifications', { filter: 'include_read_notifications' }, /(\d+) (?:un)?read/);
const discussion = (session: Of) => found(session, 'list_discussions', garden, /#(\d+) \w+(?: answered)? "Slugs/);
const talk = async (session: Of) =>
  found(
    session,
    'get_discussion_comments',
    { ...garden, discussionNumber: await discussion(session) },
    /comment (\S+) by octo/,
  );
const run = (session: Of, how: string) =>
  found(
    session,
    'actions_list',
    { ...garden, method: 'list_workflow_runs' },
    new RegExp(`(?:${how}) Test[^\\n]*id (\\d+)`),
  );
