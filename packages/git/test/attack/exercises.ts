/** A call of a tool in a repository as `world` makes it, with uncommitted changes. */
export interface Exercise {
  tool: string;
  args: Record<string, unknown>;
  /** In a repository that nothing is wrong with it succeeds; where not, the code of its error. */
  code?: string;
}

const call = (tool: string, args: Record<string, unknown> = {}, code?: string): Exercise => ({
  tool,
  args,
  ...(code && { code }),
});

/**
 * Every tool, in an order in which each finds something to do. The matrix runs all of it over each vector; a test fails when a
 * tool is missing here.
 */
export const exercises: readonly Exercise[] = [
  call('git_brief'),
  call('git_status', { untracked: 'all', ignored: true }),
  call('git_log', { detail: 'stat', max_count: 5 }),
  call('git_log', { pickaxe: 'three' }),
  call('git_log', { lines: '1,5', paths: ['a.txt'] }),
  call('git_diff', { target: 'HEAD~1' }),
  call('git_diff', { target: 'topic..main' }),
  call('git_diff_unstaged'),
  call('git_diff_staged'),
  call('git_show', { revision: 'HEAD' }),
  call('git_show', { revision: 'v1' }),
  call('git_show', { revision: 'HEAD', path: 'a.txt' }),
  call('git_show', { revision: 'HEAD', mail: true }),
  call('git_blame', { path: 'b.txt' }),
  call('git_grep', { pattern: 'e', untracked: true }),
  call('git_grep', { pattern: 'e', revision: 'topic' }),
  call('git_branch', { branch_type: 'all' }),
  ...['tags', 'stashes', 'remotes', 'worktrees', 'submodules', 'reflog', 'snapshots'].map((what) =>
    call('git_list', { what }),
  ),
  call('git_conflicts'),
  call('git_conflicts', { preview: 'clash' }),
  call('git_audit'),
  call('git_trust', {}, 'denied'),
  call('git_add', { files: ['b.txt', 'new.txt'] }),
  call('git_add', { lines: [{ path: 'a.txt', from: 20, to: 20 }] }),
  call('git_commit', { message: 'exercise' }),
  call('git_create_branch', { branch_name: 'made', checkout: true }),
  call('git_stash', { action: 'push', untracked: true }),
  call('git_stash', { action: 'pop' }),
  call('git_reset', { mode: 'unstage' }),
  call('git_reset', { mode: 'discard', paths: ['a.txt'] }),
  call('git_reset', { mode: 'clean' }),
  call('git_reset', { mode: 'hard' }),
  call('git_checkout', { branch_name: 'topic' }),
  call('git_checkout', { branch_name: 'main' }),
  call('git_fetch'),
  call('git_pull'),
  call('git_push', { branch: 'topic', to: 'sent' }),
  call('git_merge', { revisions: ['topic'] }),
  call('git_merge', { revisions: ['clash'] }),
  call('git_resolve', { action: 'theirs', paths: ['a.txt'] }),
  call('git_resolve', { action: 'continue' }),
  call('git_revert', { revisions: ['topic'] }),
  call('git_cherry_pick', { revisions: ['topic'] }),
  call('git_rebase', { amend: true, message: 'amended' }),
  call('git_checkout', { branch_name: 'topic' }),
  call('git_rebase', { onto: 'main' }),
  call('git_create', { what: 'tag', name: 'exercised', message: 'a tag' }),
  call('git_create', { what: 'worktree', name: '{root}/tree', branch: 'tree' }),
  call('git_worktree', { action: 'list' }),
  call('git_worktree', { action: 'add', path: '{root}/beside', branch: 'beside' }),
  call('git_worktree', { action: 'move', path: '{root}/beside', to: '{root}/aside' }),
  call('git_worktree', { action: 'remove', path: '{root}/aside' }),
  call('git_create', { what: 'repository', name: '{root}/fresh' }),
  call('git_configure', { action: 'rename_branch', name: 'tree', value: 'treed' }),
  call('git_clone', { url: '{root}/remote.git', path: '{root}/copy' }),
  call('git_update_submodules', {}, 'not_found'),
  call('git_apply', { patch: '--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-two\n+three\n' }),
  call('git_reset', { mode: 'discard', paths: ['.'] }),
  call('git_bisect', { action: 'start', bad: 'HEAD', good: ['v1'] }),
  call('git_bisect', { action: 'run', command: ['a.txt'] }, 'denied'),
  call('git_bisect', { action: 'reset' }),
  call('git_configure', { action: 'sparse_checkout', folders: ['sub'] }),
  call('git_configure', { action: 'sparse_checkout' }),
  call('git_update_submodules', { url: '{root}/remote.git', paths: ['module'] }),
  call('git_reset', { mode: 'hard' }),
  call('git_undo'),
  call('git_delete', { what: 'branch', name: 'made' }),
];
