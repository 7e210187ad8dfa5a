import type { ErrorCode } from '@mcp-reference/kit';

/** Messages of git, and their meaning to a caller. `$1` is the pattern's first group. */
export const meanings: readonly [pattern: RegExp, code: ErrorCode, message: string][] = [
  [
    /detected dubious ownership in repository at '([^']*)'/,
    'denied',
    'The repository belongs to another user of this computer, and git refuses to use it. A user who trusts it can run: git config --global --add safe.directory "$1"',
  ],
  [
    /Please tell me who you are|unable to auto-detect email|empty ident name/,
    'invalid',
    'git does not know who commits. The user has to set it once: git config --global user.name "…" and user.email "…".',
  ],
  [
    /unknown repository extensions? found:\s*([^\n]+)/,
    'unsupported',
    'The repository needs the extension "$1", which the installed git does not know. A newer git reads it; --git names one.',
  ],
  [
    /Expected git repo version <= (\d+), found (\d+)/i,
    'unsupported',
    'The repository has the format version $2, and the installed git knows up to $1. A newer git reads it; --git names one.',
  ],
  [
    /Should not be doing an octopus|strategy octopus failed/,
    'conflict',
    'These branches conflict with each other, so one merge cannot take all of them; nothing was changed. Merge them one by one.',
  ],
  [/no such ref: HEAD/, 'conflict', 'The current branch has no commit yet.'],
  [
    /'git status --porcelain=2' failed in submodule (.+)/,
    'denied',
    'git would look for changes in $1, a repository inside this one, with the programs that its own configuration names; it is not trusted. Name the other paths (paths).',
  ],
  [
    /Unable to create '.*\.lock': File exists/,
    'unavailable',
    'Another git process works in this repository (its lock file is there); try again. If none runs, the lock was left by a crash and the user can remove it.',
  ],
  [
    /cannot lock ref '([^']+)'/,
    'conflict',
    'The reference $1 was changed by someone else meanwhile, or its name collides with another one; look at the branches and try again.',
  ],
  [
    /bad config (?:line|file|numeric|variable)|bad config value|unknown config|could not parse config/,
    'invalid',
    "The repository's configuration is broken or includes a file that is no configuration; git reads nothing here until it is fixed. See .git/config.",
  ],
  [
    /transport '([^']*)' not allowed/,
    'denied',
    'The address would be reached by "$1", which is not among the protocols that this server may use (--protocols).',
  ],
  [
    /could not read (?:Username|Password)|terminal prompts disabled|Authentication failed|Permission denied \(publickey|HTTP 401|403 Forbidden|returned error: 403/i,
    'denied',
    "The remote asks for a login, and no credential helper, token or ssh key of the user's answered. The user can log in once in a terminal.",
  ],
  [
    /Host key verification failed/,
    'denied',
    'The host key of the ssh server is not known yet. The user has to connect once in a terminal (ssh <host>) and accept it.',
  ],
  [/Could not resolve host(?:name)?:? ([^\s;]+)/i, 'unavailable', 'The host $1 cannot be found.'],
  [
    /Connection refused|Failed to connect|Connection timed out|Operation timed out|Network is unreachable/i,
    'unavailable',
    'The remote host does not answer.',
  ],
  [
    /repository '[^']*' not found|does not appear to be a git repository|Repository not found/i,
    'not_found',
    'There is no git repository at that address, or it may not be read.',
  ],
  [
    /Could not read from remote repository|unexpected disconnect|early EOF|remote end hung up/,
    'unavailable',
    'The connection to the remote repository broke off. Check the address with git_list {what: "remotes"}, then try again.',
  ],
  [
    /lazy fetching disabled|promisor remote|could not fetch [0-9a-f]+ from promisor/,
    'unavailable',
    'Contents are missing here (a partial clone), and could not be fetched from the remote that promised them.',
  ],
  [
    /(?:unable to read|missing (?:blob|tree|commit)|bad object|could not read) ?(?:object )?([0-9a-f]{40,64})/,
    'unavailable',
    'The object $1 is missing or damaged in this repository.',
  ],
  [
    /index file (?:smaller|corrupt)|bad index file|bad signature|index file open failed/,
    'unavailable',
    'The index of this repository is damaged. The user can rebuild it: remove .git/index, then git reset.',
  ],
  [
    /commit ([0-9a-f]{9})[0-9a-f]* is a merge but no -m option was given/,
    'invalid',
    '$1 is a merge: say with mainline which of its parents to keep; 1 is the branch that it was merged into.',
  ],
  [
    /commit ([0-9a-f]{9})[0-9a-f]* does not have parent (\d+)/,
    'invalid',
    '$1 has no parent $2; mainline 1 is the branch that it was merged into, 2 the one that was merged.',
  ],
  [
    /mainline was specified but commit ([0-9a-f]{9})[0-9a-f]* is not a merge/,
    'invalid',
    '$1 is not a merge; leave mainline out.',
  ],
  [
    /outside of your sparse-checkout definition/,
    'conflict',
    'These files are outside of the sparse checkout; git_list {what: "sparse"} lists what is inside.',
  ],
  [
    /cannot do a partial commit during a (\w+)/,
    'conflict',
    'In the middle of a $1 everything is committed together: leave paths out, and stage with git_add what belongs to it.',
  ],
  [
    /not possible because you have unmerged files|you need to resolve your current index first|unmerged/i,
    'conflict',
    'There are unresolved conflicts; see git_conflicts, resolve them with git_resolve first.',
  ],
  [
    /untracked working tree files would be (?:overwritten|removed) by [\w-]+:\n((?:\t[^\n]+\n)+)/,
    'conflict',
    'Nothing was changed: it would overwrite untracked files: $1. Move or commit them first.',
  ],
  [
    /local changes to the following files would be overwritten by [\w-]+:\n((?:\t[^\n]+\n)+)/,
    'conflict',
    'It would overwrite changes that are not committed in $1. Commit them, or put them aside with git_stash {action: "push"}.',
  ],
  [
    /would be overwritten by (?:checkout|merge|cherry-pick|rebase|reset|revert|stash)/,
    'conflict',
    'It would overwrite changes that are not committed. Commit them, or put them aside with git_stash {action: "push"}.',
  ],
  [
    /cannot (?:rebase|pull with rebase): You have unstaged changes|cannot rebase: Your index contains uncommitted|Your local changes/,
    'conflict',
    'There are changes that are not committed. Commit them, or put them aside with git_stash {action: "push"}.',
  ],
  [
    /untracked working tree file|could not restore untracked files/,
    'conflict',
    'An untracked file has the same name; move it, or commit it.',
  ],
  [/refusing to merge unrelated histories/, 'conflict', 'The two histories have no commit in common.'],
  [
    /Not possible to fast-forward|Diverging branches/,
    'conflict',
    'The branches have diverged: neither contains the other. Merge or rebase instead.',
  ],
  [
    /You asked to amend the most recent commit, but doing so would make\s+it empty/,
    'conflict',
    'Amended like this, the last commit would change nothing. Give allow_empty to keep it so, or take it back with git_reset {mode: "soft", target: "HEAD~1"}.',
  ],
  [
    /previous cherry-pick is now empty|nothing to commit|No changes - did you forget/,
    'conflict',
    'Nothing is left to commit: the change is there already. git_resolve {action: "skip"} continues without it.',
  ],
  [
    /patch does not apply|patch failed|corrupt patch|does not match index/,
    'conflict',
    'The patch does not fit what is there now; look at the current diff again.',
  ],
  [
    /is already (?:checked out|used by worktree) at '|Cannot delete branch .* (?:checked out|used by worktree) at '/i,
    'conflict',
    'The branch is checked out in another work tree.',
  ],
  [
    /unable to sign the tag/,
    'unavailable',
    'The tag could not be signed: no key answered. It was not made; the user can unlock the key, or give sign: false.',
  ],
  [
    /gpg failed to sign|failed to write commit object|signing failed/,
    'unavailable',
    'The commit could not be signed: no key answered. It was not made; the user can unlock the key, or turn commit.gpgSign off.',
  ],
  [
    /'([^'\n]*)' does not have a commit checked out/,
    'conflict',
    '"$1" is a separate git repository without a commit, so there is nothing to record of it. Commit in it first, name the other paths, or ignore it in .gitignore.',
  ],
  [
    /pathspec '([^'\n]*)' is in submodule '([^'\n]*)'/i,
    'conflict',
    '"$1" is in the repository "$2" inside this one; give that as repo_path.',
  ],
  [/pathspec '([^']*)' did not match/, 'not_found', 'No file "$1" is known to git here.'],
  [
    /could not open object name list: ([^\n]+)/,
    'not_found',
    'The setting blame.ignoreRevsFile names "$1", which does not exist here, and git refuses to blame without it. Create that file (it may be empty), or the user removes the setting.',
  ],
  [
    /^(?:fatal|error): (?:-e option, |command line, )?'[^\n]*': ((?:Unmatched|Invalid|Trailing|Missing|Repetition|Regular)[^\n]*)/im,
    'invalid',
    'The pattern is not a regular expression that git takes: $1. With literal it is searched for as plain text.',
  ],
  [/no such path '?([^'\n]*?)'? in/, 'not_found', 'There is no file "$1" in that revision.'],
  [
    /Cannot lstat '([^'\n]*)'/,
    'not_found',
    '"$1" is not in the work tree. Give a revision, such as HEAD, for the committed file.',
  ],
  [/file ([^\n]+) has only (\d+) lines?/, 'invalid', '$1 has only $2 lines.'],
  [/No space left on device/, 'unavailable', 'The disk is full.'],
  [
    /shallow (?:update|file)|unshallow/,
    'conflict',
    'The clone is shallow and lacks the history that this needs; git_fetch {unshallow: true} gets it.',
  ],
  [
    /non-fast-forward|fetch first|stale info/,
    'conflict',
    'The remote has commits that are not here; git_pull or git_fetch first.',
  ],
];
