import { fromCursor, toCursor, ToolError, z, type Call, moreWith } from '@mcp-reference/kit';
import type { ObjectInfo } from '../git/batch.ts';
import { hasObject, lsTree } from '../git/commands/objects.ts';
import { mails } from '../git/commands/diff.ts';
import { onePath } from '../git/asked-paths.ts';
import { listedPath, showPath } from '../git/paths.ts';
import type { Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { range, resolve } from '../git/revision.ts';
import { split } from '../git/status.ts';
import { under } from '../present.ts';
import { brief, count, cutText, decoded, shownLine, shownText } from '../text.ts';
import { readExtras } from './commit-extras.ts';
import { commitText, readCommits, type Commit } from './commits.ts';
import { some } from './consent.ts';
import { diffText } from './diff.ts';
import type { ShowInput } from '../tools/git-show.ts';

const MiB = 1024 * 1024;
/** A file of a revision larger than this is not read, in bytes. */
const mostBlob = 32 * MiB;

/** The most commits of one range as mails. */
const mostMails = 200;

/** A commit with its changes, a tag, a folder or file at a revision, or commits as mails: whatever the revision names. */
export async function showText(repo: Repository, input: ShowInput, call: Call): Promise<string> {
  if (input.mail) return mailText(repo, input.revision, call);
  const { revision, path } = separate(input);
  if (path !== undefined) return showAt(repo, revision, path, input, call);
  const found = await resolve(repo, revision, 'object');
  if (found.type === 'tag') return showTag(repo, found.oid, input, call);
  if (found.type === 'commit') return showCommit(repo, found.oid, input, call);
  if (found.type === 'tree') return showTree(repo, found.oid, revision, input, call);
  return showBlob(repo, found.oid, found.size, revision, input, call);
}

/** `HEAD:src/a.ts` is the older spelling of a revision and a path. */
function separate({ revision, path }: ShowInput): { revision: string; path: string | undefined } {
  const colon = path === undefined && !revision.startsWith(':') ? revision.indexOf(':') : -1;
  return colon === -1
    ? { revision, path }
    : { revision: revision.slice(0, colon), path: revision.slice(colon + 1) || '.' };
}

async function showCommit(repo: Repository, oid: Oid, input: ShowInput, call: Call): Promise<string> {
  const [commit] = await readCommits(repo, { from: [oid], max: 1, decorate: true }, call);
  if (commit === undefined) throw new ToolError('unavailable', `The commit ${oid} cannot be read.`);
  const above =
    input.cursor === undefined
      ? `${cutText(commitText(commit, { body: 200, extra: (await readExtras(repo, [oid], call)).get(oid) }), call.budget / 2).text}\n`
      : '';
  const parent = commit.parents[0] as Oid | undefined;
  return diffText(repo, { commit: oid, parent }, input, call, {
    what: commit.parents.length > 1 ? 'against the first parent' : 'commit',
    above: above + (await untrackedIn(repo, commit, input, call)),
  });
}

/** A stash that took untracked files along keeps them in a third parent, which no comparison with the first one shows. */
async function untrackedIn(
  repo: Repository,
  { parents, message }: Commit,
  { cursor }: ShowInput,
  call: Call,
): Promise<string> {
  const [, index, untracked] = parents;
  if (cursor !== undefined || untracked === undefined || !/^(On|WIP on) /.test(message)) return '';
  const [kept] = await readCommits(repo, { from: [untracked as Oid], max: 1 }, call);
  if (index === undefined || kept?.parents.length !== 0 || !kept.message.startsWith('untracked files on ')) return '';
  const names = split((await repo.run(lsTree(kept.oid, [], { recursive: true }), call)).stdout).map((record) =>
    showPath(listedPath(record.subarray(record.indexOf(9) + 1))),
  );
  return `untracked files in it: ${some(names, 50)} (git_show {revision: "${brief(kept.oid)}"} shows them)\n`;
}

async function showTag(repo: Repository, oid: Oid, input: ShowInput, call: Call): Promise<string> {
  const text = decoded(await repo.objects.content(oid, MiB));
  const [headers = '', ...message] = text.split('\n\n');
  const fields = new Map(
    headers
      .split('\n')
      .map((line): [string, string] => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
  const signed = /^-----BEGIN (PGP|SSH) SIGNATURE-----$/m.test(text);
  const shown = shownText(
    message
      .join('\n\n')
      .replace(/-----BEGIN (?:PGP|SSH) SIGNATURE-----[\s\S]*$/, '')
      .trimEnd(),
  );
  const head = under(
    [
      `tag ${shownLine(fields.get('tag') ?? '')} of the ${fields.get('type') ?? 'object'} ${brief(fields.get('object') ?? '')}`,
      shownLine((fields.get('tagger') ?? '').replace(/ \d+ [+-]\d{4}$/, '')),
      signed && 'signed',
    ],
    cutText(shown, call.budget / 2)
      .text.split('\n')
      .map((line) => `    ${line}`.trimEnd()),
  );
  if (fields.get('type') !== 'commit') return head;
  return `${head}\n${await showCommit(repo, fields.get('object') as Oid, input, { ...call, budget: call.budget - head.length })}`;
}

async function showAt(
  repo: Repository,
  revision: string,
  given: string,
  input: ShowInput,
  call: Call,
): Promise<string> {
  const path = await onePath(repo, given, call);
  const tree = await resolve(repo, revision, 'tree');
  const shown = `${shownLine(revision)}:${showPath(path)}`;
  if (path.toString() === '.') return showTree(repo, tree.oid, shown, input, call);
  const [record] = split((await repo.run(lsTree(tree.oid, [path]), call)).stdout);
  const [, mode = '', type = '', oid = ''] = /^(\d+) (\w+) ([0-9a-f]+)\t/.exec(record?.toString('latin1') ?? '') ?? [];
  if (type === '') throw new ToolError('not_found', `There is no "${showPath(path)}" in ${shownLine(revision)}.`);
  if (type === 'commit') return under([`${shown}: submodule at ${oid}`]);
  if (type === 'tree') return showTree(repo, oid as Oid, shown, input, call);
  if (mode === '120000')
    return under([`${shown}: link`], shownText(decoded(await repo.objects.content(oid as Oid, MiB))));
  const info = await present(repo, oid as Oid, call);
  return showBlob(repo, oid as Oid, info?.size ?? 0, shown, input, call);
}

/** An object that a tree names: a partial clone gets it from its remote first. */
async function present(repo: Repository, oid: Oid, call: Call): Promise<ObjectInfo | undefined> {
  const info = await repo.objects.info(oid);
  if (info !== undefined || !repo.isPartial) return info;
  await repo.run(hasObject(oid), call);
  return repo.objects.info(oid);
}

async function showTree(
  repo: Repository,
  tree: Oid,
  shown: string,
  { cursor }: ShowInput,
  call: Call,
): Promise<string> {
  const records = split((await repo.run(lsTree(tree, [], { long: true }), call)).stdout);
  const start = cursor === undefined ? 0 : fromCursor('tree', cursor, z.number().int().min(0));
  const lines: string[] = [];
  let used = 0;
  for (const record of records.slice(start)) {
    const tab = record.indexOf(9);
    const [mode = '', type = '', , size = ''] = record.toString('latin1', 0, tab).split(/ +/);
    const name = showPath(listedPath(record.subarray(tab + 1)));
    const line =
      type === 'tree'
        ? `${name}/`
        : type === 'commit'
          ? `${name} (submodule)`
          : `${name} ${size}${mode === '120000' ? ' link' : mode === '100755' ? ' executable' : ''}`;
    used += line.length + 1;
    if (used > call.budget) break;
    lines.push(line);
  }
  const end = start + lines.length;
  return under(
    [
      `${shownLine(shown)}: ${count(records.length, 'entry', 'entries')}`,
      moreWith(end < records.length ? toCursor('tree', end) : undefined),
    ],
    lines,
  );
}

async function showBlob(
  repo: Repository,
  oid: Oid,
  size: number,
  shown: string,
  { start_line: first = 1, end_line: last, cursor }: ShowInput,
  call: Call,
): Promise<string> {
  if (size > mostBlob)
    throw new ToolError('too_large', `${shownLine(shown)} has ${size} bytes, more than ${mostBlob} that are read.`);
  const bytes = await repo.objects.content(oid, mostBlob);
  const pointer = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\noid sha256:([0-9a-f]{64})\nsize (\d+)\n/.exec(
    bytes.toString('latin1', 0, 300),
  );
  if (pointer)
    return under([`${shownLine(shown)}: Git LFS pointer to ${pointer[2] ?? ''} bytes`, `sha256 ${pointer[1] ?? ''}`]);
  if (bytes.subarray(0, 8000).includes(0))
    return under([`${shownLine(shown)}: binary, ${size} bytes`, `blob ${brief(oid)}`]);
  const lines = decoded(bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const from =
    cursor === undefined
      ? { line: first - 1, at: 0 }
      : fromCursor('blob', cursor, z.object({ line: z.number().int().min(0), at: z.number().int().min(0) }));
  if (from.line > 0 && from.line >= lines.length)
    throw new ToolError('invalid', `${shownLine(shown)} has only ${count(lines.length, 'line')}.`);
  const until = Math.min(last ?? lines.length, lines.length);
  const parts: string[] = [];
  let used = 0;
  let next: { line: number; at: number } | undefined;
  for (let i = from.line; i < until; i++) {
    const text = shownText(lines[i] ?? '').slice(i === from.line ? from.at : 0);
    if (used + text.length > call.budget) {
      if (parts.length > 0) next = { line: i, at: 0 };
      else {
        parts.push(text.slice(0, call.budget));
        next = { line: i, at: from.at + call.budget };
      }
      break;
    }
    parts.push(text);
    used += text.length + 1;
  }
  const range =
    parts.length === lines.length
      ? count(lines.length, 'line')
      : `lines ${from.line + 1}-${from.line + parts.length} of ${lines.length}`;
  return under(
    [`${shownLine(shown)}: ${range}, ${size} bytes`, `blob ${brief(oid)}`, moreWith(next && toCursor('blob', next))],
    parts,
  );
}

async function mailText(repo: Repository, revision: string, call: Call): Promise<string> {
  const { from, not } = await range(repo, revision);
  const [start] = from;
  if (start === undefined || from.length > 1) throw new ToolError('invalid', 'Give a commit, or a range A..B.');
  const commits = await readCommits(repo, { from: [start], not, max: not.length === 0 ? 1 : mostMails + 1 }, call);
  const merges = commits.filter(({ parents }) => parents.length > 1).length;
  if (not.length === 0 && merges > 0)
    throw new ToolError(
      'invalid',
      `${shownLine(revision)} is a merge, which no mail can hold. Give a range such as ${shownLine(revision)}^1..${shownLine(revision)} for the commits that it brought.`,
    );
  if (commits.length > mostMails)
    throw new ToolError('too_large', `These are more than ${mostMails} commits; give a shorter range.`);
  const { stdout, cut } = await repo.run(mails(start, not, not.length === 0 ? 1 : mostMails), call, { cut: true });
  if (cut || stdout.length > call.budget)
    throw new ToolError(
      'too_large',
      `These commits are ${cut ? 'more than ' : ''}${stdout.length} bytes as mails; give a shorter range.`,
    );
  return under(
    [
      `${count(commits.length - merges, 'mail')} that git_apply takes`,
      merges > 0 && `without ${count(merges, 'merge')}, which no mail can hold`,
    ],
    decoded(stdout),
  );
}
