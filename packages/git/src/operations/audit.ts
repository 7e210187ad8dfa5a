import { firstOf, type Call } from '@mcp-reference/kit';
import { isAllowed } from '../git/allowed-keys.ts';
import { bySubsection, keyParts } from '../git/config.ts';
import { programsOf } from '../git/fingerprint.ts';
import { isExecutable } from '../git/hardening.ts';
import type { Repository } from '../git/repository.ts';
import type { HookFile } from '../files/hooks.ts';
import { under } from '../present.ts';
import { count, decoded, scrubbed, shownLine } from '../text.ts';

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
  /** Files of the work tree that these name. */
  reached: string[];
  /** Why it cannot all be told. */
  hidden: string[];
  doubtful: string[];
  other: string[];
}

/** The longest value that a listing shows, in characters; a question shows every value whole. */
const mostValue = 200;

/** All that this repository would execute, and what else of it deserves a look. */
export async function audit(repo: Repository, call: Call, most = mostValue): Promise<Audit> {
  const { entries: own } = repo.known.declared;
  const programs = await programsOf(repo.files, repo.layout, own, call);
  const commands = programs.commands.map(
    ({ key, value, origin }) =>
      `${shownLine(key)} = ${cut(shownLine(scrubbed(value)), most)} (${shownLine(placeOf(origin, repo))})`,
  );
  const { folder } = programs;
  const listed = ({ name, size, sha256, executable, hidden }: HookFile): string =>
    hidden
      ? `${shownLine(name)} (cannot be read)`
      : `${shownLine(name)} ${size} bytes sha256 ${sha256.slice(0, 16)}${executable ? '' : ' (not executable)'}`;
  const other: string[] = [];
  if (folder !== `${repo.layout.commonDir}/hooks`)
    other.push(
      `hooks are in ${inside(folder, repo) ? shownLine(folder.slice(repo.place.length + 1)) : 'a folder outside the repository'}`,
    );
  const { operation } = repo.layout;
  for (const step of programsIn(operation?.todo ?? ''))
    other.push(`the ${operation?.name ?? 'rebase'} in progress would run: ${shownLine(step)}`);
  if (operation?.strategy !== undefined)
    other.push(`the ${operation.name} in progress merges with the strategy ${shownLine(operation.strategy)}`);
  for (const link of repo.known.gitlinks)
    other.push(
      `a repository inside this one, with its own configuration: ${shownLine(decoded(Buffer.from(link, 'base64')))}`,
    );
  for (const [name, url] of bySubsection(own, 'remote', 'url')) {
    if (scrubbed(url) !== url) other.push(`the address of the remote ${shownLine(name)} has a password in it`);
    if (/^[a-z0-9+.-]+::/i.test(url))
      other.push(`the remote ${shownLine(name)} would be reached through a program: ${shownLine(url)}`);
  }
  return {
    commands,
    hooks: programs.hooks.map(listed),
    reached: programs.reached.map(listed),
    hidden: programs.hidden.map(shownLine),
    doubtful: own
      .filter((entry) => !isExecutable(entry.key) && (doubtful.test(entry.key) || !isAllowed(entry)))
      .map(
        ({ key, value }) =>
          `${shownLine(key)} = ${keyParts(key).variable === 'extraheader' ? '***' : cut(shownLine(scrubbed(value)), most)}`,
      ),
    other,
  };
}

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}... (${text.length} characters)` : text;

const inside = (path: string, repo: Repository): boolean => path.startsWith(`${repo.place}/`);

const placeOf = (origin: string, repo: Repository): string => {
  const file = origin.replace(/^file:/, '');
  if (!file.startsWith('/')) return file;
  return inside(file, repo) ? file.slice(repo.place.length + 1) : 'a file outside the repository';
};

export function auditText(
  repo: Repository,
  { commands, hooks, reached, hidden, doubtful: settings, other }: Audit,
  most = 100,
): string {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [title, ...firstOf(lines, most).map((line) => `  ${line}`)];
  const trust = repo.trusted
    ? 'trusted: it runs'
    : commands.length + hooks.length > 0
      ? 'protected: none of it runs'
      : 'protected';
  const what =
    commands.length + hooks.length === 0
      ? 'the repository would execute nothing'
      : `the repository would execute ${count(commands.length, 'configured command')} and ${count(hooks.length, 'hook')}`;
  return under(
    [what, trust],
    [
      ...section('configuration:', commands),
      ...section('hooks:', hooks),
      ...section('files of the work tree that these name:', reached),
      ...section('not to be told in full:', hidden),
      ...section(repo.trusted ? 'other settings:' : 'other settings, which git does not get to see:', settings),
      ...section('also:', other),
    ],
  );
}
