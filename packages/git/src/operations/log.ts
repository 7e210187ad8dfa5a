import { createHash } from 'node:crypto';
import { fromCursor, toCursor, ToolError, z, type Call, moreWith } from '@mcp-reference/kit';
import type { LogOptions } from '../git/commands/log.ts';
import { lineLog } from '../git/commands/log.ts';
import { isOid, type Oid } from '../git/names.ts';
import { askedPatterns, onePath } from '../git/asked-paths.ts';
import type { Calling, Repository } from '../git/repository.ts';
import { commitOf, headCommit, range } from '../git/revision.ts';
import { cutText, dateOf, decoded, brief, shownLine, shownText, count } from '../text.ts';
import { under } from '../present.ts';
import { unmatched } from './unmatched.ts';
import { readExtras } from './commit-extras.ts';
import { commitLine, commitRecord, commitText, listCommits, statsOf } from './commits.ts';
import type { LogInput } from '../tools/git-log.ts';

/** The start of a page: the commits that the first one began with, so that new commits move nothing, and how many were given. */
const position = z
  .tuple([z.array(z.string()), z.array(z.string()), z.number().int().min(0).max(10_000_000), z.string()])
  .transform(([from, not, skip, of]) => ({ from, not, skip, of }));

/** The most lines of a message that a list shows. */
const mostBody = 10;

export async function logText(
  repo: Repository,
  input: LogInput,
  call: Calling & Pick<Call, 'budget' | 'warn' | 'data'>,
): Promise<string> {
  const { cursor, max_count: max, detail, ...rest } = input;
  const of = createHash('sha256')
    .update(
      JSON.stringify(
        Object.entries(rest)
          .filter(([, value]) => value !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    )
    .digest('hex')
    .slice(0, 8);
  const at = cursor === undefined ? undefined : continued(cursor, of);
  const start = at ?? (await startOf(repo, input));
  if (input.lines !== undefined) return lineHistory(repo, input, { ...start, of }, call);
  const options: LogOptions = {
    from: start.from,
    not: start.not,
    max: max + 1,
    decorate: true,
    skip: start.skip,
    all: input.all && at === undefined ? true : undefined,
    since: timestamp(input.start_timestamp, 'start_timestamp'),
    until: timestamp(input.end_timestamp, 'end_timestamp', { whole: isOneDay(input) }),
    author: plain(input.author),
    message: plain(input.message),
    pickaxe:
      input.pickaxe === undefined ? undefined : { text: pickaxe(input.pickaxe), regex: input.pickaxe_regex ?? false },
    firstParent: input.first_parent,
    merges: input.merges,
    follow: input.follow,
    paths: await askedPatterns(repo, input.paths ?? [], call),
  };
  if (input.all) options.all = true;
  const found = await listCommits(repo, options, call);
  const shown = found.slice(0, max);
  const stats = detail === 'stat' ? await statsOf(repo, shown, call) : undefined;
  const extras =
    detail === 'full'
      ? await readExtras(
          repo,
          shown.map(({ oid }) => oid),
          call,
        )
      : undefined;
  const lines: string[] = [];
  let used = 0;
  for (const commit of shown) {
    const stat = stats?.get(commit.oid);
    const text =
      detail === 'full'
        ? commitText(commit, { body: mostBody, extra: extras?.get(commit.oid) })
        : commitLine(commit) + (stat ? ` | ${count(stat.files, 'file')} +${stat.added} -${stat.removed}` : '');
    if (used + text.length > call.budget && lines.length > 0) break;
    lines.push(cutText(text, call.budget).text);
    used += text.length + 1;
  }
  const more = found.length > lines.length;
  const unknown =
    lines.length === 0 && start.skip === 0 ? await unmatched(repo, input.paths ?? [], start.from[0], call) : undefined;
  const next = more ? toCursor('log', [start.from, start.not, start.skip + lines.length, of]) : undefined;
  call.data?.({
    commits: shown.slice(0, lines.length).map(commitRecord),
    ...(next !== undefined && { cursor: next }),
  });
  return under(
    [
      lines.length === 0 ? 'no commits' : count(lines.length, 'commit'),
      unknown,
      repo.known.shallow && !more && 'shallow clone: older history is not here',
      moreWith(next),
    ],
    lines,
  );
}

function continued(cursor: string, of: string): z.output<typeof position> & { from: Oid[]; not: Oid[] } {
  const at = fromCursor('log', cursor, position);
  if (at.of !== of || ![...at.from, ...at.not].every(isOid))
    throw new ToolError(
      'invalid',
      'The cursor belongs to another question; ask with the same arguments, or leave it out.',
    );
  return { ...at, from: at.from.filter(isOid), not: at.not.filter(isOid) };
}

async function startOf(
  repo: Repository,
  { revision, all }: LogInput,
): Promise<{ from: Oid[]; not: Oid[]; skip: number }> {
  if (all && revision === undefined) return { from: [], not: [], skip: 0 };
  if (revision === undefined) return { from: [await headCommit(repo)], not: [], skip: 0 };
  const { from, not } = await range(repo, revision);
  return { from, not, skip: 0 };
}

/** Lists the commits that changed some lines or a function: `10,20` or `:name`. */
async function lineHistory(
  repo: Repository,
  { lines = '', paths, max_count: max, revision }: LogInput,
  { from, skip, of }: { from: Oid[]; skip: number; of: string },
  call: Calling & Pick<Call, 'budget' | 'warn' | 'data'>,
): Promise<string> {
  const [path, ...others] = paths ?? [];
  if (path === undefined || others.length > 0)
    throw new ToolError('invalid', '"lines" needs exactly one file in "paths".');
  if (!/^(\d{1,9},\d{1,9}|:[\w$.~-]{1,100})$/.test(lines))
    throw new ToolError('invalid', '"lines" must be "from,to" with line numbers, or ":name" of a function.');
  const commit = from[0] ?? (await commitOf(repo, revision ?? 'HEAD'));
  const { stdout, cut } = await repo.run(
    lineLog(commit, await onePath(repo, path, call), lines, { max: max + 1, skip }),
    call,
    { cut: true },
  );
  // NUL, oid, NUL, author, NUL, time, NUL, subject, NUL, patch.
  const fields = decoded(stdout).split('\0').slice(1);
  const blocks: string[] = [];
  const commits: Record<string, unknown>[] = [];
  let used = 0;
  for (let i = 0; i + 4 < fields.length && blocks.length < max; i += 5) {
    const [oid = '', author = '', time = '', subject = '', patch = ''] = fields.slice(i, i + 5);
    const block = `${brief(oid)} ${dateOf(Number(time))} ${shownLine(author)}: ${shownLine(subject)}\n${shownText(patch.replace(/^[\s\S]*?(?=^@@)/m, '').trimEnd())}`;
    if (used + block.length > call.budget && blocks.length > 0) break;
    blocks.push(cutText(block, call.budget).text);
    const [hash, date] = [brief(oid), dateOf(Number(time))];
    commits.push({ hash, author: shownLine(author), date, subject: shownLine(subject) });
    used += block.length + 1;
  }
  const more = cut || Math.floor(fields.length / 5) > blocks.length;
  const next = more ? toCursor('log', [[commit], [], skip + blocks.length, of]) : undefined;
  call.data?.({ commits, ...(next !== undefined && { cursor: next }) });
  return under([`${count(blocks.length, 'change')} of ${lines} in ${shownLine(path)}`, moreWith(next)], blocks);
}

/** The same day as start and end means the whole of it. */
const isOneDay = ({ start_timestamp: start, end_timestamp: end }: LogInput): boolean =>
  start !== undefined && start.trim() === end?.trim();

const plain = (text: string | undefined): string | undefined => {
  if (text !== undefined && /\p{Cc}/u.test(text))
    throw new ToolError('invalid', 'A text to look for contains a control character.');
  return text;
};

const pickaxe = (text: string): string => {
  if (text === '' || text.includes('\0'))
    throw new ToolError('invalid', '"pickaxe" must be a text without NUL characters.');
  return text;
};

/**
 * A date as people and programs write it, in seconds since the epoch. git itself would take any text for some date.
 * @param whole A day without a time stands for its end instead of its beginning.
 */
export function timestamp(text: string | undefined, what: string, { whole = false } = {}): number | undefined {
  if (text === undefined) return undefined;
  const ago = /^(\d{1,6}) (minute|hour|day|week|month|year)s? ago$/.exec(text.trim());
  const units: Record<string, number> = {
    minute: 60,
    hour: 3_600,
    day: 86_400,
    week: 604_800,
    month: 2_629_800,
    year: 31_557_600,
  };
  if (ago) return Math.floor(Date.now() / 1000) - Number(ago[1]) * (units[ago[2] ?? ''] ?? 0);
  if (text.trim() === 'yesterday') return Math.floor(Date.now() / 1000) - 86_400;
  if (text.trim() === 'today') return Math.floor(new Date().setHours(0, 0, 0, 0) / 1000);
  if (/^\d{9,11}$/.test(text)) return Number(text);
  // A day without a time is one where the server runs, as in the dates that answers show; JavaScript would take it for UTC.
  const day = /^\d{4}-\d\d-\d\d$/.test(text.trim()) ? `${text.trim()}T${whole ? '23:59:59' : '00:00:00'}` : text;
  const time = /^\d{4}-\d\d-\d\d|^[A-Z][a-z]{2} \d|^\d{1,2} [A-Z][a-z]{2}/.test(text) ? Date.parse(day) : Number.NaN;
  if (Number.isNaN(time))
    throw new ToolError(
      'invalid',
      `"${what}": "${shownLine(text.slice(0, 100))}" is no date; write 2026-01-15, 2026-01-15T10:00:00, or "2 weeks ago".`,
    );
  return Math.floor(time / 1000);
}
