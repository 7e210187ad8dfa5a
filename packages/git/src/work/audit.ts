import type { Call } from '@mcp-reference/kit';
import { bySubsection, isRepositorys, keyParts } from '../git/config.ts';
import { hookFiles, hookFolder } from '../git/fingerprint.ts';
import { isExecutable } from '../git/hardening.ts';
import type { Repository } from '../git/repository.ts';
import { under } from '../present.ts';
import { count, scrubbed, shownLine } from '../text.ts';

/** Steps of a rebase that run nothing but git itself (git-rebase(1)). */
const harmlessSteps =
  /^(pick|p|reword|r|edit|e|squash|s|fixup|f|drop|d|label|l|reset|t|merge|m|noop|break|b|update-ref|u)( |$)/;

/** Lines of a list of rebase steps that would run a program. */
export const programsIn = (todo: string): string[] =>
  todo
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !harmlessSteps.test(line));

/** Settings of the repository that weaken a connection, or lead git elsewhere, without executing anything. */
const doubtful =
  /^(http(\..*)?\.(sslverify|proxy|sslcainfo|extraheader|cookiefile)|url\..*\.(insteadof|pushinsteadof)|protocol(\..*)?\.allow|core\.(worktree|gitproxy|attributesfile|excludesfile)|include\.path|includeif\..*\.path|remote\..*\.(uploadpack|receivepack|proxy)|extensions\.partialclone|blame\.ignorerevsfile|branch\..*\.mergeoptions|safe\.directory|transfer\.fsckobjects|fetch\.fsckobjects)$/;

export interface Audit {
  commands: string[];
  hooks: string[];
  doubtful: string[];
  other: string[];
}

/** All that this repository would execute, and what else of it deserves a look. */
export async function audit(repo: Repository, call: Call): Promise<Audit> {
  const { entries } = repo.known;
  const own = entries.filter(isRepositorys);
  const commands = own
    .filter(({ key }) => isExecutable(key))
    .map(
      ({ key, value, origin }) =>
        `${shownLine(key)} = ${shownLine(scrubbed(value)).slice(0, 200)} (${shownLine(placeOf(origin, repo))})`,
    );
  const hooks = (await hookFiles(repo.files, repo.layout, entries, call)).map(
    ({ name, size, sha256, executable }) =>
      `${shownLine(name)} ${size} bytes sha256 ${sha256.slice(0, 16)}${executable ? '' : ' (not executable)'}`,
  );
  const other: string[] = [];
  const folder = hookFolder(repo.layout, entries);
  if (folder !== `${repo.layout.commonDir}/hooks`)
    other.push(
      `hooks are in ${inside(folder, repo) ? shownLine(folder.slice(repo.place.length + 1)) : 'a folder outside the repository'}`,
    );
  const { operation } = repo.layout;
  for (const step of programsIn(operation?.todo ?? ''))
    other.push(`the rebase in progress would run: ${shownLine(step)}`);
  for (const [name, url] of bySubsection(entries, 'remote', 'url')) {
    if (scrubbed(url) !== url) other.push(`the address of the remote ${shownLine(name)} has a password in it`);
    if (/^[a-z0-9+.-]+::/i.test(url))
      other.push(`the remote ${shownLine(name)} would be reached through a program: ${shownLine(url)}`);
  }
  return {
    commands,
    hooks,
    doubtful: own
      .filter(({ key }) => doubtful.test(key))
      .map(
        ({ key, value }) =>
          `${shownLine(key)} = ${keyParts(key).variable === 'extraheader' ? '***' : shownLine(scrubbed(value)).slice(0, 200)}`,
      ),
    other,
  };
}

const inside = (path: string, repo: Repository): boolean => path.startsWith(`${repo.place}/`);

const placeOf = (origin: string, repo: Repository): string => {
  const file = origin.replace(/^file:/, '');
  if (!file.startsWith('/')) return file;
  return inside(file, repo) ? file.slice(repo.place.length + 1) : 'a file outside the repository';
};

export function auditText(repo: Repository, { commands, hooks, doubtful: settings, other }: Audit): string {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : [
          title,
          ...lines.slice(0, 100).map((line) => `  ${line}`),
          ...(lines.length > 100 ? [`  ... ${lines.length - 100} more`] : []),
        ];
  const trust = repo.trusted
    ? 'trusted: it runs'
    : commands.length + hooks.length > 0
      ? 'protected: none of it runs'
      : 'protected';
  const what =
    commands.length + hooks.length === 0
      ? 'the repository would execute nothing of its own'
      : `the repository would execute ${count(commands.length, 'configured command')} and ${count(hooks.length, 'hook')}`;
  return under(
    [what, trust],
    [
      ...section('configuration:', commands),
      ...section('hooks:', hooks),
      ...section('settings that deserve a look:', settings),
      ...section('besides:', other),
    ],
  );
}
