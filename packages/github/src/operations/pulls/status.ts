import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { checkLine, failing } from '../../present/check.ts';
import { listed } from '../../present/listed.ts';
import { count, facts, known, link, plain, quoted } from '../../present/text.ts';
import { refuse } from '../report.ts';
import type { PullAsked } from './reads.ts';

/** Failing checks that stand beside the statuses. */
const mostFailing = 10;

/** Commit statuses of the head, and what the check runs say: GitHub counts the two apart. */
export async function readStatus(
  { at, after, fields, paged, paging }: PullAsked,
  github: GitHub,
  call: Call,
): Promise<string> {
  refuse({ after }, 'this method continues with page');
  const { owner, repo } = at;
  const {
    data: { head },
  } = await github.rest.pulls.get(at, call);
  const [{ data, ...pages }, checks] = await Promise.all([
    github.rest.repos.getCombinedStatusForRef({ owner, repo, ref: head.sha, ...paging }, call),
    checksOf(github, { owner, repo, ref: head.sha }, call),
  ]);
  const statuses = listed(
    {
      ...pages,
      items: data.statuses ?? [],
      ...paged,
      one: 'status',
      many: 'statuses',
      note: `${data.statuses?.length ? `${known(data.state)} for` : 'no commit status on'} ${head.sha.slice(0, 12)}; ${checks.note}`,
      line: ({ context, state, description, target_url }) =>
        facts([`${known(state)} ${plain(context)}`, description && quoted(description), link(target_url)]),
      fields,
    },
    call.budget,
  );
  return [statuses, ...checks.lines].join('\n');
}

async function checksOf(
  github: GitHub,
  at: { owner: string; repo: string; ref: string },
  call: Call,
): Promise<{ note: string; lines: string[] }> {
  try {
    const { data } = await github.rest.checks.listForRef({ ...at, per_page: 100 }, call);
    const failed = data.check_runs.filter(({ conclusion }) => failing.has(conclusion ?? ''));
    const running = data.check_runs.filter(({ status }) => status !== 'completed');
    const seen = data.check_runs.length;
    const note = `check runs: ${facts(
      [
        count(data.total_count ?? seen, 'run'),
        `${failed.length} failing`,
        running.length > 0 && `${running.length} not finished`,
        data.total_count > seen && `of the first ${seen}`,
      ],
      ', ',
    )} (get_check_runs)`;
    return { note, lines: failed.slice(0, mostFailing).map(checkLine) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { note: 'check runs are counted apart (get_check_runs)', lines: [] };
  }
}
