import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import type { APull } from '../../present/pull.ts';
import { list, plain, quoted } from '../../present/text.ts';
import { noteNotKept } from '../kept.ts';
import { dropped, notTried, Report, requireChange, type Step } from '../report.ts';
import { mergeByItself, setDraft } from './drafts.ts';
import { askReviewers, type PullAt } from './reviewers.ts';

export interface NewPull {
  owner: string;
  repo: string;
  title: string;
  body?: string | undefined;
  head: string;
  base: string;
  draft?: boolean | undefined;
  maintainer_can_modify?: boolean | undefined;
  reviewers?: string[] | undefined;
}

/** Opens a pull request, then asks for reviews; a refusal of the second says that the first was done. */
export async function createPull(github: GitHub, { reviewers, ...asked }: NewPull, call: Call): Promise<string> {
  const { owner, repo, head, base: into } = asked;
  if (head === into)
    throw new ToolError('invalid', `head and base are both ${quoted(head)}; give the branch with the changes as head.`);
  const { data: made } = await github.rest.pulls.create(asked, call).catch(async (error: unknown) => {
    throw await existing(github, asked, error, call);
  });
  const report = new Report();
  report.did(`Created ${made.draft ? 'draft ' : ''}pull request #${made.number}: ${made.html_url}`);
  const { draft, base, maintainer_can_modify } = asked;
  noteNotKept(report, {
    draft: [draft, made.draft],
    base: [base, made.base?.ref],
    // GitHub has it as false for branches of the repository itself.
    maintainer_can_modify: [isFork(made) ? maintainer_can_modify : undefined, made.maintainer_can_modify],
  });
  await report.steps(reviewersSteps(github, { owner, repo, pull_number: made.number, reviewers }, report, call));
  return report.text();
}

const isFork = ({ head, base }: Pick<APull, 'head' | 'base'>): boolean =>
  head?.repo?.full_name !== base?.repo?.full_name;

/** The error with the pull request that is in the way, where GitHub says that there is one. */
async function existing(
  github: GitHub,
  { owner, repo, head, base }: NewPull,
  error: unknown,
  call: Call,
): Promise<unknown> {
  if (!(error instanceof ToolError) || !/already exists/i.test(error.message)) return error;
  const from = head.includes(':') ? head : `${owner}:${head}`;
  try {
    const { data: items } = await github.rest.pulls.list({ owner, repo, head: from, base, state: 'open' }, call);
    const [found] = items;
    if (found === undefined) return error;
    return new ToolError(
      'conflict',
      `${error.message} It is #${found.number} ${quoted(found.title)}: ${found.html_url}`,
      {
        reason: 'already_exists',
        cause: error,
      },
    );
  } catch (failure) {
    if (failure instanceof ToolError) return error;
    throw failure;
  }
}

export interface PullChanges {
  title?: string | undefined;
  body?: string | undefined;
  state?: 'open' | 'closed' | undefined;
  base?: string | undefined;
  draft?: boolean | undefined;
  maintainer_can_modify?: boolean | undefined;
  reviewers?: string[] | undefined;
  auto_merge?: 'merge' | 'squash' | 'rebase' | 'off' | undefined;
}

/** Updates a pull request step by step, and says what each step did. */
export async function updatePull(github: GitHub, at: PullAt, asked: PullChanges, call: Call): Promise<string> {
  const { draft, reviewers, auto_merge, ...changes } = asked;
  requireChange(asked, `pull request #${at.pull_number}`);
  if (changes.state === 'closed' && auto_merge !== undefined && auto_merge !== 'off')
    throw new ToolError(
      'invalid',
      `auto_merge ${auto_merge} contradicts state closed: a closed pull request does not merge.`,
    );
  const { owner, repo, pull_number } = at;
  const report = new Report();
  const changed = Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (changed.length === 0 && draft === undefined && auto_merge === undefined) {
    await report.steps(reviewersSteps(github, { ...at, reviewers }, report, call));
    return report.text();
  }
  const { data: pull } =
    changed.length > 0
      ? await github.rest.pulls.update({ ...at, ...changes }, call).catch((error: unknown) => {
          throw notTried(error, laterSteps(asked));
        })
      : await github.rest.pulls.get(at, call);
  if (changed.length > 0) {
    report.did(`Updated ${changed.join(', ')} of pull request #${pull_number}: ${pull.html_url}`);
    noteNotKept(report, {
      title: [changes.title, pull.title],
      state: [changes.state, pull.state],
      base: [changes.base, pull.base?.ref],
      maintainer_can_modify: [isFork(pull) ? changes.maintainer_can_modify : undefined, pull.maintainer_can_modify],
    });
  }
  const node = { owner, repo, id: pull.node_id };
  const steps: Step[] = [];
  if (draft !== undefined)
    steps.push({
      what: draftStep(draft),
      async work() {
        if (draft === pull.draft) return `#${pull_number} already was ${draft ? 'a draft' : 'ready for review'}`;
        const now = await setDraft(github, { ...node, draft }, call);
        if (now !== undefined && now !== draft) throw new ToolError('conflict', 'GitHub left it as it was.');
        return `#${pull_number} is now ${draft ? 'a draft' : 'ready for review'}`;
      },
    });
  if (auto_merge !== undefined)
    steps.push({
      what: 'auto-merge',
      async work() {
        await mergeByItself(github, { ...node, how: auto_merge, sha: pull.head?.sha }, call).catch((error: unknown) => {
          throw cleanStatus(error, pull_number);
        });
        return auto_merge === 'off'
          ? `Auto-merge of #${pull_number} is off`
          : `#${pull_number} merges (${auto_merge}) once its requirements are met`;
      },
    });
  await report.steps([...steps, ...reviewersSteps(github, { ...at, reviewers }, report, call)]);
  return report.text();
}

const laterSteps = ({ draft, auto_merge, reviewers = [] }: PullChanges): { what: string }[] => [
  ...(draft === undefined ? [] : [{ what: draftStep(draft) }]),
  ...(auto_merge === undefined ? [] : [{ what: 'auto-merge' }]),
  ...(reviewers.length === 0 ? [] : [{ what: reviewStep(reviewers) }]),
];
const draftStep = (draft: boolean): string => (draft ? 'convert to draft' : 'mark ready for review');
const reviewStep = (reviewers: readonly string[]): string => `review request to ${list(reviewers)}`;

/** GitHub refuses auto-merge for what can be merged already. */
function cleanStatus(error: unknown, number: number): unknown {
  if (!(error instanceof ToolError) || !/clean status/i.test(error.message)) return error;
  const way = `Nothing holds #${number} up, so auto-merge does not apply: merge it now with merge_pull_request.`;
  return new ToolError('conflict', `${error.message} ${way}`, { reason: 'already_mergeable', cause: error });
}

function reviewersSteps(
  github: GitHub,
  { reviewers = [], ...at }: PullAt & { reviewers?: string[] | undefined },
  report: Report,
  call: Call,
): Step[] {
  if (reviewers.length === 0) return [];
  const work = async () => {
    const now = await askReviewers(github, { ...at, reviewers }, call);
    const missing = dropped(reviewers, now);
    if (missing.length > 0) report.failed(`review request to ${list(missing)}: GitHub left it out`);
    const asked = reviewers.filter((name) => !missing.includes(name));
    return asked.length === 0
      ? undefined
      : `Requested a review of #${at.pull_number} from ${asked.map((name) => plain(name)).join(', ')}`;
  };
  return [{ what: reviewStep(reviewers), work }];
}
