import { ToolError, type Call } from '@mcp-reference/kit';
import { bisect } from '../git/commands/sequence.ts';
import { revList } from '../git/commands/refs.ts';
import { isOid, type Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf } from '../git/revision.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { readStatus } from '../git/status.ts';
import { branchLine, under } from '../present.ts';
import { bisectRunText } from './bisect-run.ts';
import { keepingWay } from './in-the-way.ts';
import { brief, decoded, shownText } from '../text.ts';
import type { BisectInput } from '../tools/git-bisect.ts';

/** The most commits whose new files are looked for. */
const mostCommits = 10_000;

/** Halves the history between a good and a bad commit until the first bad one is found. The caller judges each commit. */
export async function bisectText(
  repo: Repository,
  { action, bad, good, command, revision }: BisectInput,
  call: Call,
): Promise<string> {
  repo.top();
  const running = repo.layout.operation?.name === 'bisect';
  if (action !== 'start' && !running)
    throw new ToolError('conflict', 'No bisect is running; start one with bad and good.');
  if (action === 'start' && running)
    throw new ToolError('conflict', 'A bisect is running already; go on with good, bad or skip, or end it with reset.');
  if (action === 'start' && (bad === undefined || good.length === 0))
    throw new ToolError('invalid', 'start needs a bad commit and at least one good one.');
  if (action === 'run') return bisectRunText(repo, command, call);
  const named = action === 'start' ? [bad ?? '', ...good] : revision === undefined ? [] : [revision];
  const commits: Oid[] = await Promise.all(named.map((name) => commitOf(repo, name)));
  if (action === 'start' && commits.lastIndexOf(commits[0] as Oid) > 0)
    throw new ToolError('invalid', `${brief(commits[0] ?? '')} is named as bad and as good.`);
  const act = async () => {
    const { stdout } = await repo.run(bisect(action, commits), call);
    const status = await readStatus(repo, call);
    return under([`bisect ${action}`, branchLine(status)], shownText(decoded(stdout)).trimEnd());
  };
  return repo.exclusively(call, async () => {
    if (action === 'reset') {
      const { id } = await takeSnapshot(repo, 'end of the bisect', call);
      return `${await act()}\nundo: ${id}`;
    }
    if (action !== 'start') return act();
    const [from, ...not] = commits;
    const between = from === undefined ? [] : (await repo.text(revList([from], not, mostCommits), call)).split('\n');
    const coming = { trees: commits, commits: between.filter(isOid) };
    return keepingWay(repo, coming, 'bisect', act, call);
  });
}
