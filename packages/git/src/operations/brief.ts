import { firstOf } from '@mcp-reference/kit';
import { forEachRef } from '../git/commands/refs.ts';
import { bySubsection } from '../git/config.ts';
import { readCommits, subjectOf } from './commits.ts';
import { defaultBranch } from './branches.ts';
import { aheadBehind } from '../git/commands/refs.ts';
import { listedRef } from '../git/names.ts';
import type { Calling, Repository } from '../git/repository.ts';
import { headOf } from '../git/revision.ts';
import { readStatus, type Status } from '../git/status.ts';
import { branchLine, changeCounts, changeLine, operationLine, suppressedNote, under } from '../present.ts';
import { showPath } from '../git/paths.ts';
import { brief, count, dateOf, scrubbed, shownLine } from '../text.ts';

/** The most characters of the whole answer: it is asked for first, and often. */
const most = 2_000;

/** Returns the state of a repository in one answer. */
export async function briefOf(repo: Repository, call: Calling): Promise<string> {
  const head = await headOf(repo);
  const [status, commits, branches, base] = await Promise.all([
    repo.layout.top === undefined ? undefined : readStatus(repo, call),
    head === undefined ? [] : readCommits(repo, { from: [head], max: 30 }, call),
    recentBranches(repo, call),
    head === undefined ? undefined : distanceToDefault(repo, call),
  ]);
  const lines: string[] = [];
  const operation = operationLine(repo.layout.operation);
  if (operation) lines.push(`now: ${operation}`);
  if (status) lines.push(...changeLines(status));
  if (base) lines.push(base);
  if (commits.length > 0)
    lines.push(
      'last commits:',
      ...commits
        .slice(0, 5)
        .map((commit) =>
          cut(
            `  ${brief(commit.oid)} ${dateOf(commit.author.time).slice(0, 10)} ${shownLine(commit.author.name)}: ${shownLine(subjectOf(commit))}`,
            110,
          ),
        ),
    );
  lines.push(...branches);
  const remotes = [...bySubsection(repo.known.entries, 'remote', 'url')].map(
    ([name, url]) => `${shownLine(name)} ${shownLine(scrubbed(url))}`,
  );
  if (remotes.length > 0) lines.push(cut(`remotes: ${remotes.join('; ')}`, 200));
  const habits = habitsOf(
    repo,
    commits.map(({ message }) => message),
  );
  if (habits) lines.push(habits);
  return fitted(
    under(
      [
        shownLine(repo.name),
        status ? branchLine(status) : 'bare repository',
        status && changeCounts(status),
        status && status.stashes > 0 && count(status.stashes, 'stash', 'stashes'),
        repo.trusted ? 'trusted' : suppressedNote(repo),
      ],
      lines,
    ),
  );
}

function changeLines({ changes, conflicts, untracked }: Status): string[] {
  const all = [
    ...conflicts.map(changeLine),
    ...changes.map(changeLine),
    ...untracked.map((path) => `?? ${showPath(path)}`),
  ];
  if (all.length === 0) return [];
  return ['changes:', ...firstOf(all, 10, 'git_status').map((line) => cut(`  ${line}`, 100))];
}

async function recentBranches(repo: Repository, call: Calling): Promise<string[]> {
  const { stdout } = await repo.run(
    forEachRef({
      patterns: ['refs/heads'],
      format: '%(refname)%00%(committerdate:unix)',
      sort: '-committerdate',
      max: 300,
    }),
    call,
  );
  const names = stdout
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => shownLine((line.split('\0')[0] ?? '').slice('refs/heads/'.length)));
  if (names.length < 2) return [];
  return [
    cut(
      `branches (${names.length}${names.length === 300 ? ' or more' : ''}), newest first: ${names.slice(0, 6).join(', ')}`,
      200,
    ),
  ];
}

async function distanceToDefault(repo: Repository, call: Calling): Promise<string | undefined> {
  const base = await defaultBranch(repo);
  if (base === undefined) return undefined;
  const [left, right] = (await repo.text(aheadBehind(listedRef('HEAD'), base), call)).split('\t').map(Number);
  if (!left && !right) return undefined;
  return `against ${shownLine(base.replace(/^refs\/(heads|remotes)\//, ''))}: ${left ?? 0} ahead, ${right ?? 0} behind`;
}

/** Returns the conventions of commits here, as far as the last ones and the configuration show them. */
function habitsOf(repo: Repository, messages: readonly string[]): string | undefined {
  const share = (pattern: RegExp) =>
    messages.length >= 5 && messages.filter((message) => pattern.test(message)).length > messages.length * 0.6;
  const habits = [
    share(/^(feat|fix|docs|chore|refactor|test|build|ci|perf|style|revert)(\([^)]*\))?!?: /) && 'Conventional Commits',
    share(/^Signed-off-by: /m) && 'Signed-off-by',
    /^true$/i.test(repo.config('commit.gpgsign') ?? '') && 'commits are signed',
    repo.layout.hooks.length > 0 && `hooks: ${repo.layout.hooks.slice(0, 6).map(shownLine).join(' ')}`,
    repo.config('filter.lfs.process') !== undefined &&
      repo.known.declared.entries.some(({ key }) => key.startsWith('lfs.')) &&
      'Git LFS',
    repo.layout.submodules && 'submodules',
    repo.known.shallow && 'shallow clone',
    repo.config('core.sparsecheckout') === 'true' && 'sparse checkout',
    repo.known.objectFormat === 'sha256' && 'SHA-256',
  ].filter((habit) => habit !== false);
  return habits.length === 0 ? undefined : `here: ${habits.join(', ')}`;
}

const cut = (line: string, length: number): string => (line.length > length ? `${line.slice(0, length - 3)}...` : line);

const fitted = (text: string): string =>
  text.length > most ? `${text.slice(0, text.lastIndexOf('\n', most - 4))}\n...` : text;
