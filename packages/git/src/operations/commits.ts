import { log, logFields, type LogOptions } from '../git/commands/log.ts';
import { numstats } from '../git/commands/diff.ts';
import type { Oid } from '../git/names.ts';
import type { Calling, Repository } from '../git/repository.ts';
import { split } from '../git/status.ts';
import type { Extra } from './commit-extras.ts';
import { History } from './history.ts';
import { brief, dateOf, decoded, shownLine, shownText } from '../text.ts';

export interface Commit {
  oid: Oid;
  parents: string[];
  author: { name: string; email: string; time: number };
  committer: { name: string; email: string; time: number };
  /** Full names of what points at it; empty unless they were asked for (`decorate`). */
  refs: string[];
  /** Subject and body as they are. */
  message: string;
}

/** Commits, newest first. Nothing that a commit says can be taken for another one: no field contains NUL, and they are counted. */
export async function readCommits(repo: Repository, options: LogOptions, call: Calling): Promise<Commit[]> {
  return parseCommits((await repo.run(log(options), call)).stdout);
}

const histories = new WeakMap<Repository['known'], History<Commit>>();

/** Like {@link readCommits}, but asks git only if a reference has changed since it answered the same question. */
export async function listCommits(repo: Repository, options: LogOptions, call: Calling): Promise<readonly Commit[]> {
  const { skip = 0, max, paths = [], pickaxe, author, reverse = false, ...rest } = options;
  // What a path or a text finds may depend on attributes, and an author on a list of other names. The oldest of some are not
  // the oldest of more.
  if (paths.length > 0 || pickaxe !== undefined || author !== undefined || reverse)
    return readCommits(repo, options, call);
  const question = JSON.stringify(rest);
  const history = histories.get(repo.known) ?? new History<Commit>();
  histories.set(repo.known, history);
  const { gitDir, commonDir } = repo.layout;
  const look = () => repo.files.run('referenceStamp', { gitDir, commonDir }, call).catch(() => undefined);
  const asked = Date.now();
  const known = history.isEmpty ? undefined : await look();
  const found = known && history.find(known.stamp, question, skip, max);
  if (found !== undefined) return found;
  const [commits, seen] = await Promise.all([readCommits(repo, options, call), known ?? look()]);
  if (seen !== undefined) history.keep(seen, asked, question, { skip, max, commits });
  return commits;
}

export function parseCommits(output: Buffer): Commit[] {
  const fields = split(output).map(decoded);
  const commits: Commit[] = [];
  for (let i = 0; i + logFields - 1 < fields.length; i += logFields) {
    const [
      oid = '',
      parents = '',
      author = '',
      authorEmail = '',
      authored = '',
      committer = '',
      committerEmail = '',
      committed = '',
      refs = '',
      message = '',
    ] = fields.slice(i, i + logFields);
    commits.push({
      oid: oid as Oid,
      parents: parents.split(' ').filter(Boolean),
      author: { name: author, email: authorEmail, time: Number(authored) },
      committer: { name: committer, email: committerEmail, time: Number(committed) },
      refs: refs.split(', ').filter(Boolean),
      message: message.replace(/\n+$/, ''),
    });
  }
  return commits;
}

export const subjectOf = ({ message }: Pick<Commit, 'message'>): string =>
  message.split('\n\n')[0]?.replaceAll('\n', ' ') ?? '';

export const bodyOf = ({ message }: Pick<Commit, 'message'>): string =>
  message.slice((message.split('\n\n')[0] ?? '').length).replace(/^\n+/, '');

/** The most names of a commit that are shown with it. */
const mostRefs = 6;

/** `HEAD -> main, origin/main, tag: v1`: branches before tags, as many as a line can bear. */
function refsOf({ refs }: Commit): string {
  if (refs.length === 0) return '';
  const tags = refs.filter((ref) => ref.startsWith('tag: '));
  const ordered = [...refs.filter((ref) => !ref.startsWith('tag: ')), ...tags];
  const shown = ordered.slice(0, mostRefs).map((ref) => shownLine(shortRef(ref)));
  return ` (${shown.join(', ')}${refs.length > mostRefs ? `, and ${refs.length - mostRefs} more` : ''})`;
}

/** A commit in one line. */
export const commitLine = (commit: Commit): string =>
  `${brief(commit.oid)} ${dateOf(commit.author.time)} ${shownLine(commit.author.name)}: ${shownLine(subjectOf(commit))}${refsOf(commit)}`;

/** A commit for programs. */
export const commitRecord = (commit: Commit): Record<string, unknown> => ({
  hash: brief(commit.oid),
  parents: commit.parents.map(brief),
  author: shownLine(commit.author.name),
  date: dateOf(commit.author.time),
  subject: shownLine(subjectOf(commit)),
  refs: commit.refs.slice(0, mostRefs).map((ref) => shownLine(shortRef(ref))),
});

const shortRef = (ref: string): string =>
  ref
    .replaceAll(/refs\/(heads|remotes)\//g, '')
    .replace(/refs\/tags\//, '')
    .slice(0, 200);

/** A commit with everything that it says. */
export function commitText(commit: Commit, { body, extra }: { body: number; extra?: Extra | undefined }): string {
  const { oid, parents, author, committer } = commit;
  const lines = [`commit ${oid}${refsOf(commit)}`];
  if (parents.length > 1) lines.push(`merges ${parents.map(brief).join(' ')}`);
  lines.push(`author ${person(author)}`);
  if (committer.name !== author.name || committer.email !== author.email || Math.abs(committer.time - author.time) > 60)
    lines.push(`committer ${person(committer)}`);
  if (extra?.signature !== undefined) lines.push(`signature ${extra.signature}`);
  const message = shownText(commit.message)
    .split('\n')
    .map((line) => `    ${line}`.trimEnd());
  lines.push(...message.slice(0, body + 1));
  if (message.length > body + 1) lines.push(`    ... ${message.length - body - 1} more lines (git_show)`);
  if (extra !== undefined && extra.notes !== '')
    lines.push(
      'notes:',
      ...shownText(extra.notes)
        .split('\n')
        .slice(0, body)
        .map((line) => `    ${line}`.trimEnd()),
    );
  return lines.join('\n');
}

const person = ({ name, email, time }: Commit['author']): string =>
  `${shownLine(name)} <${shownLine(email)}> ${dateOf(time)}`;

/** Files, added and removed lines of each commit against its first parent. */
export async function statsOf(
  repo: Repository,
  commits: readonly Pick<Commit, 'oid' | 'parents'>[],
  call: Calling,
): Promise<Map<string, { files: number; added: number; removed: number }>> {
  const stats = new Map<string, { files: number; added: number; removed: number }>();
  if (commits.length === 0) return stats;
  const records = split((await repo.run(numstats(commits), call)).stdout);
  let current = { files: 0, added: 0, removed: 0 };
  for (let i = 0; i < records.length; i++) {
    const text = (records[i] ?? Buffer.alloc(0)).toString('latin1');
    if (/^[0-9a-f]{40,64}$/.test(text)) stats.set(text, (current = { files: 0, added: 0, removed: 0 }));
    else {
      const [, added = '0', removed = '0', path = ''] = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(text) ?? [];
      current.files++;
      current.added += Number(added) || 0;
      current.removed += Number(removed) || 0;
      // A renamed file has its two names behind the record.
      if (path === '') i += 2;
    }
  }
  return stats;
}
