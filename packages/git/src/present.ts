import { PageRoom, under as underFacts, type Facts } from '@mcp-reference/kit';
import type { Operation } from './files/operation-state.ts';
import type { Repository } from './git/repository.ts';
import { showPath } from './git/paths.ts';
import type { Change, Status } from './git/status.ts';
import { brief, count, shownLine } from './text.ts';

/** Lines under the one line that says what they are. Parts that are empty are left out of it. */
export const under = (head: Facts, body: string | readonly string[] = ''): string => underFacts(head, body, ', ');

/** The lines of one page: at most `limit`, in at most `budget` characters. `end` is the position of the next page. */
export function pageOf(
  lines: readonly string[],
  start: number,
  limit: number,
  budget: number,
): { shown: string[]; end: number } {
  const room = new PageRoom({ limit, budget });
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => !room.takes(line.length));
  const shown = end === -1 ? rest : rest.slice(0, end);
  return { shown, end: start + shown.length };
}

/** The branch and how it stands to its upstream. */
export function branchLine({ head, branch, upstream, ahead, behind }: Status): string {
  if (branch === undefined) return head === undefined ? 'no commit yet' : `detached at ${brief(head)}`;
  const name = shownLine(branch);
  if (head === undefined) return `${name}, no commit yet`;
  if (upstream === undefined) return name;
  const distance =
    ahead === undefined ? ' (gone)' : `${ahead > 0 ? ` +${ahead}` : ''}${(behind ?? 0) > 0 ? ` -${behind}` : ''}`;
  return `${name}...${shownLine(upstream)}${distance}`;
}

export const changeLine = ({ code, path, from, submodule }: Change): string =>
  `${code} ${from ? `${showPath(from)} -> ` : ''}${showPath(path)}${submodule === undefined ? '' : ` (submodule${/C/.test(submodule) ? ', other commit' : ''})`}`;

/** A page of the changed files for programs, in the order of the text. */
export function statusRecord(status: Status, start: number, end: number): Record<string, unknown> {
  const { branch, upstream, ahead, behind, conflicts, changes, untracked, ignored } = status;
  const all = [
    ...[...conflicts, ...changes].map(({ code, path, from }) => ({
      code,
      path: showPath(path),
      ...(from !== undefined && { from: showPath(from) }),
    })),
    ...untracked.map((path) => ({ code: '??', path: showPath(path) })),
    ...ignored.map((path) => ({ code: '!!', path: showPath(path) })),
  ];
  return {
    branch: branch ?? null,
    upstream: upstream ?? null,
    ahead: ahead ?? null,
    behind: behind ?? null,
    changes: all.slice(start, end),
  };
}

/** The number of changes of each kind. */
export function changeCounts({ changes, conflicts, untracked }: Status): string {
  const staged = changes.filter(({ code }) => code[0] !== '.').length;
  const changed = changes.filter(({ code }) => code[1] !== '.').length;
  const parts = [
    conflicts.length > 0 && count(conflicts.length, 'conflict'),
    staged > 0 && `${staged} staged`,
    changed > 0 && `${changed} not staged`,
    untracked.length > 0 && `${untracked.length} untracked`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'clean' : parts.join(', ');
}

/** The operation in progress, and the tools that continue it. */
export function operationLine(operation: Operation | undefined): string | undefined {
  if (operation === undefined) return undefined;
  const { name, branch, commit, step, steps } = operation;
  const what = `${name}${branch ? ` of ${shownLine(branch)}` : ''}${commit ? ` ${name === 'rebase' ? 'onto' : 'of'} ${brief(commit)}` : ''}`;
  const at = step !== undefined && steps !== undefined ? `, step ${step} of ${steps}` : '';
  const how = name === 'bisect' ? 'git_bisect' : 'git_conflicts, git_resolve';
  return `${what} in progress${at} (${how})`;
}

/** The note that programs of the repository did not run. */
export function suppressedNote({ known: { suppressed } }: Repository): string | undefined {
  const hooks = suppressed.filter(({ kind }) => kind === 'hook').length;
  const commands = suppressed.length - hooks;
  if (suppressed.length === 0) return undefined;
  const parts = [
    hooks > 0 && count(hooks, 'hook'),
    commands > 0 && count(commands, 'command of its configuration', 'commands of its configuration'),
  ].filter((part) => part !== false);
  return `not run: ${parts.join(' and ')} (git_audit)`;
}

/** The hooks among these that the repository has and that were not run. */
export function skippedHooks({ known: { suppressed } }: Repository, hooks: readonly string[]): string | undefined {
  const names = suppressed.filter(({ kind, name }) => kind === 'hook' && hooks.includes(name)).map(({ name }) => name);
  return names.length === 0 ? undefined : `not run: ${names.map(shownLine).join(' ')} (git_audit)`;
}
