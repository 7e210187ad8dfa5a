import { loadTools, type Call } from '@mcp-reference/kit';
import { defaultEra, eras, startSession, tierCases, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Act } from '../src/api/guard/acts.ts';
import { Guard, type Standing } from '../src/api/guard/guard.ts';
import { labelsOf, type Source } from '../src/api/guard/labels.ts';
import { github } from '../src/server.ts';
import type { Case } from './contract/case.ts';
import { granular } from './contract/granular.ts';
import { reads } from './contract/reads/index.ts';
import { sequences } from './contract/writes/index.ts';
import { startDouble, type Double } from './double/index.ts';
import { diary, strange, type ToolCall } from './guard-calls.ts';

// Every read of every tool meets a write of each class, and in the soak tier every write of every tool. Each tool is called once;
// what the guard was told of it is kept, and the pairs are then made of that, without a server.

/** The calls of the guard during one call of a tool. */
interface Told {
  tool: string;
  args: unknown;
  sources: Source[];
  acts: Act[];
}

interface Sink {
  one: Told;
  act: Act;
}

/** Tools that ask GitHub nothing; the last one is refused in its only case. */
const free = new Set(['find_tools', 'reprioritize_sub_issue']);

/** Writes that carry no text to anyone. */
const withoutText =
  /^(?:(?:PUT|DELETE) \/user\/starred\/|(?:PUT|DELETE|PATCH) .*\/(?:subscription|notifications.*)$|.*\/(?:reactions|sub_issues|sub_issue|sub_issues\/priority|requested_reviewers|cancel)$|.*\/dependencies\/|(?:Resolve|Unresolve)Thread$|(?:Mark|Unmark)Answer$|DisableAutoMerge$)/;

/** Acts that ask after text by others although nothing private was read. */
const powerful: Record<string, RegExp> = {
  merge_pull_request: /merge$|EnqueuePull/,
  update_pull_request: /EnableAutoMerge/,
  release_write: /POST|PATCH/,
  edit_body: /releases/,
  actions_run_trigger: /dispatches|rerun/,
  update_repository: /PATCH/,
  delete_repository: /DELETE/,
  assign_copilot_to_issue: /assignees/,
  assign_copilot_to_issue_with_intent: /assignees/,
  update_code_scanning_alert: /PATCH/,
  update_secret_scanning_alert: /PATCH/,
  update_dependabot_alert: /PATCH/,
};

const isPowerful = ({ tool }: Told, { route, mutation, params }: Act) =>
  params['event'] === 'APPROVE' ||
  // Users see a draft of a release only once it is published.
  (powerful[tool]?.test(mutation ?? route) === true && params['draft'] !== true);

const told: Told[] = [];
let current: Told | undefined;
let double: Double;

beforeAll(async () => {
  double = await startDouble();
  vi.spyOn(Guard.prototype, 'note').mockImplementation((sources) => void current?.sources.push(...sources));
  vi.spyOn(Guard.prototype, 'check').mockImplementation(async (act) => {
    current?.acts.push(act);
    return {};
  });
  const args = ['--toolsets', 'all,legacy,granular', '--no-confirm'];
  const env = {
    MCP_GITHUB_TOKEN_STORE: 'file',
    GITHUB_STAND_IN: double.url,
    GITHUB_PERSONAL_ACCESS_TOKEN: double.token,
  };
  const sessions = await Promise.all(
    tierCases([defaultEra], eras).map((era) => startSession({ era, server: github, args, env })),
  );
  const run = async ({ tool, args: asked }: Pick<Case, 'tool' | 'args'>, index: number) => {
    const session = sessions[index % sessions.length] as Session;
    const given = typeof asked === 'function' ? await asked(session) : asked;
    told.push((current = { tool, args: given, sources: [], acts: [] }));
    await session.call(tool, given);
    current = undefined;
  };
  const more = [strange, diary].map(([tool, given]) => ({ tool, args: given }));
  for (const steps of [[...reads, ...more], ...Object.values(sequences), granular]) {
    double.reset();
    for (const [index, step] of steps.entries()) await run(step, index);
  }
  vi.restoreAllMocks();
  await Promise.all(sessions.map((session) => session.close()));
});
afterAll(() => double.close());

/** The sample world, as far as the guard asks about it. */
const standing = (name: string): Standing => ({
  private: name.toLowerCase() === 'octo/diary',
  mayPush: !name.startsWith('stranger/'),
  defaultBranch: 'main',
  known: true,
});

/** The question that an act would ask after these sources, if it asks. */
async function asks(act: Act, sources: readonly Source[]): Promise<string | undefined> {
  let question: string | undefined;
  const call = {
    confirm: async (text: string) => void (question = text),
    digest: () => '',
    earlier: async () => [],
  };
  const guard = new Guard({
    mode: 'on',
    standing: async (name) => standing(name),
    viewer: async () => 'octo',
    isOwnPull: async () => false,
    isOwnAccount: async () => false,
  });
  guard.note(sources);
  await guard.check(act, call as unknown as Call);
  return question;
}

const labelOf = (source: Source) =>
  labelsOf(source, source.repository === undefined ? undefined : standing(source.repository));
const byOthers = (sources: readonly Source[]) => sources.some((one) => labelOf(one).integrity === 'untrusted');
const isPrivate = (sources: readonly Source[]) => sources.some((one) => labelOf(one).confidentiality === 'private');
const named = ({ tool, args }: Told) => `${tool} ${JSON.stringify(args)}`;
const sourcesOf = ([tool, args]: ToolCall) =>
  told.find((one) => one.tool === tool && JSON.stringify(one.args) === JSON.stringify(args))?.sources ?? [];

/** One act of each class: powerful or not, GraphQL or REST, and the target. */
const classOf = ({ one, act }: Sink) =>
  JSON.stringify([isPowerful(one, act), act.mutation === undefined, act.route.includes('/gists'), act.target]);
const onePer = (key: (sink: Sink) => string, all: readonly Sink[]) => [
  ...new Map(all.map((one) => [key(one), one])).values(),
];

/** Each act of each tool once; one of each class outside of the soak tier. */
function sinks(): readonly Sink[] {
  const open = told
    .flatMap((one) => one.acts.map((act): Sink => ({ one, act })))
    .filter(({ act }) => !standing(act.target).private && !withoutText.test(act.mutation ?? act.route));
  const all = onePer(({ one, act }) => `${one.tool} ${act.mutation ?? act.route} ${act.target}`, open);
  return tierCases(onePer(classOf, all), all);
}
/** Each meaning of an answer once, from any tool. */
const kinds = () => [
  ...new Map(
    told
      .filter(({ sources }) => sources.length > 0)
      .map((one) => [JSON.stringify(one.sources.map(({ what: _, ...rest }) => rest)), one] as const),
  ).values(),
];

test('each tool passes the guard: a new one that reads or writes past it is named here', async () => {
  const known = new Set(told.filter(({ sources, acts }) => sources.length + acts.length > 0).map(({ tool }) => tool));
  const tools = (await loadTools(github.toolsets)).map(({ name }) => name);
  expect(tools.filter((name) => !known.has(name))).toEqual(
    [...free].toSorted((a, b) => tools.indexOf(a) - tools.indexOf(b)),
  );
});

test('any text by others, something private, then any write for everybody asks, and says what and where', async () => {
  const secret = sourcesOf(diary);
  const [silent, vague]: [string[], string[]] = [[], []];
  let pairs = 0;
  for (const { one, act } of sinks())
    for (const source of kinds().filter(({ sources }) => byOthers(sources))) {
      pairs++;
      const question = await asks(act, [...source.sources, ...secret]);
      if (question === undefined) silent.push(`${named(source)} -> ${named(one)}`);
      else if (
        !question.includes(act.route.includes('/gists') ? 'gist' : (act.target.split('/')[0] ?? '')) ||
        !question.includes('text by others')
      )
        vague.push(question);
    }
  expect(silent).toEqual([]);
  expect(vague).toEqual([]);
  expect(pairs).toBeGreaterThan(tierCases([100], [1_000])[0] ?? 0);
});

test('control: the same writes after own text alone ask nothing', async () => {
  const secret = sourcesOf(diary);
  const asked: string[] = [];
  for (const { one, act } of sinks())
    for (const source of kinds().filter(({ sources }) => !byOthers(sources)))
      if ((await asks(act, [...source.sources, ...secret])) !== undefined)
        asked.push(`${named(source)} -> ${named(one)}`);
  expect(asked).toEqual([]);
});

test('a stranger, then anything private, then any write for everybody asks; anything public does not', async () => {
  const stranger = sourcesOf(strange);
  const wrong: string[] = [];
  for (const { one, act } of sinks().filter(({ one, act }) => !isPowerful(one, act)))
    for (const source of kinds()) {
      const question = await asks(act, [...stranger, ...source.sources]);
      if ((question !== undefined) !== isPrivate(source.sources))
        wrong.push(`${named(source)} -> ${named(one)}: ${question ?? 'not asked'}`);
    }
  expect(wrong).toEqual([]);
});

test('powerful acts ask after any text by others, and only those do', async () => {
  const wrong: string[] = [];
  const openText = kinds().filter(({ sources }) => byOthers(sources) && !isPrivate(sources));
  for (const { one, act } of sinks())
    for (const source of openText)
      if (((await asks(act, source.sources)) !== undefined) !== isPowerful(one, act))
        wrong.push(`${named(source)} -> ${named(one)}`);
  expect(wrong).toEqual([]);
  expect(openText.length).toBeGreaterThan(8);
});
