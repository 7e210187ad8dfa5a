import { startSession, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reads } from '../contract/reads/index.ts';
import { startDouble, type Double } from '../double/index.ts';
import { newGist } from '../double/world/gists.ts';
import { newComment } from '../double/world/issues.ts';
import { commitTexts } from '../double/world/texts.ts';
import type { Repository, User } from '../double/world/types.ts';
import { github } from '../../src/server.ts';
import { garden, strange } from '../guard-calls.ts';

// One word is planted in every text by a stranger and another in everything private. An answer that shows one of them has
// to be labelled for it, in every tool: the guard decides by the same labels.

const theirs = 'STRANGERS-WORD';
const hidden = 'PRIVATE-WORD';
const textKeys = new Set(['title', 'body', 'description', 'message', 'summary', 'log', 'label', 'subject']);

const wild = { owner: 'stranger', repo: 'wild' };
const diary = { owner: 'octo', repo: 'diary' };
const four = { ...garden, pullNumber: 4 };

/** Reads beside those of the contract, in places where strangers and private things are. */
const more: [tool: string, args: Record<string, unknown>][] = [
  ...['get', 'get_comments', 'get_timeline', 'get_labels'].map((method): [string, Record<string, unknown>] => [
    'issue_read',
    { ...garden, issue_number: 4, method },
  ]),
  ['issue_read', { ...garden, issue_number: 1, method: 'get_timeline' }],
  ['issue_read', { ...wild, issue_number: 1, method: 'get' }],
  ['issue_read', { ...diary, issue_number: 1, method: 'get' }],
  ['get_discussion', { ...garden, discussionNumber: 5 }],
  ['get_file_contents', { ...garden, path: `${theirs}.md`, ref: 'rain' }],
  ['get_file_contents', { ...garden, path: `${theirs}.md`, ref: 'refs/pull/4/head' }],
  ['get_file_contents', { ...garden, path: '', ref: 'rain' }],
  ['get_file_contents', { ...diary, path: 'secret.txt' }],
  ['get_file_blame', { ...garden, path: `${theirs}.md`, ref: 'rain' }],
  ['get_repository_tree', { ...garden, tree_sha: 'rain' }],
  ['list_commits', { ...garden, sha: 'rain' }],
  ['get_commit', { ...garden, sha: 'rain' }],
  ['compare_commits', { ...garden, base: 'main', head: 'rain' }],
  ['list_gists', {}],
  ['list_gists', { username: 'stranger' }],
  ['search_issues', { query: theirs }],
  ['search_repositories', { query: 'wild' }],
  ['search_commits', { query: 'season repo:octo/garden' }],
  ['list_issues', diary],
  ['list_commits', diary],
  ['get_repository', wild],
  ['list_releases', garden],
  ['list_repositories', {}],
  ['find_duplicate', { ...garden, issue_number: 3 }],
  ...['get', 'get_diff', 'get_files', 'get_commits', 'get_status', 'get_check_runs', 'get_review_comments'].map(
    (method): [string, Record<string, unknown>] => ['pull_request_read', { ...four, method }],
  ),
];

let double: Double;
let session: Session;

beforeAll(async () => {
  double = await startDouble();
  plant();
  session = await startSession({
    era: 'modern',
    server: github,
    args: ['--toolsets', 'all,legacy'],
    env: { GITHUB_STAND_IN: double.url, GITHUB_PERSONAL_ACCESS_TOKEN: double.token },
  });
  // The guard looks repositories up when a write may have a cause; from then on the labels know them.
  await session.call(...strange);
  for (const at of [garden, diary, wild, { owner: 'octo-labs', repo: 'greenhouse' }]) {
    await session.call('get_file_contents', { ...at, path: 'README.md' });
    await session.call('add_issue_comment', { ...at, issue_number: 1, body: 'x' });
  }
});
afterAll(async () => {
  await session.close();
  await double.close();
});

/** Puts a word before the texts of things. */
function mark(word: string, ...things: readonly object[]): void {
  for (const thing of things)
    for (const [key, value] of Object.entries(thing)) {
      if (textKeys.has(key) && typeof value === 'string') Object.assign(thing, { [key]: `${word} ${value}` });
    }
}

function plant(): void {
  const { state: world } = double;
  const [octo, stranger] = [world.user('octo') as User, world.user('stranger') as User];
  const plants = world.repository('octo', 'garden') as Repository;
  const rain = plants.issues.find(({ number }) => number === 4);
  if (rain === undefined) throw new Error('The sample world has changed.');
  rain.author = stranger;
  commitTexts(world, plants, stranger, { [`${theirs}.md`]: theirs }, `${theirs} in a commit`, 'rain');
  const sha = plants.refs.get('refs/heads/rain') ?? '';
  const isStrange = ({ author }: { author: User | null }) => author === stranger || author === null;
  for (const issue of [...plants.issues, ...(world.repository('stranger', 'wild')?.issues ?? [])]) {
    if (isStrange(issue)) mark(theirs, issue);
    mark(theirs, ...issue.comments.filter(isStrange));
  }
  for (const discussion of plants.discussions) {
    if (isStrange(discussion)) mark(theirs, discussion);
    mark(theirs, ...discussion.comments.flatMap((one) => [one, ...one.replies]).filter(isStrange));
  }
  for (const one of [...plants.checkRuns, ...plants.statuses]) Object.assign(one, { sha });
  mark(theirs, ...plants.checkRuns, ...plants.checkRuns.flatMap(({ annotations }) => annotations), ...plants.statuses);
  mark(theirs, ...plants.runs.filter(({ branch }) => branch === 'rain'));
  mark(theirs, ...world.advisories.filter(({ repo }) => repo === null));
  mark(theirs, ...world.notifications.map(({ subject }) => subject));
  const strangers = world.repository('stranger', 'wild') as Repository;
  mark(theirs, strangers);
  newGist(world, stranger, `${theirs} in a gist`, true, new Map([['a.md', theirs]]));
  // After a text of the owner, which makes an answer no more trustworthy.
  newComment(world, rain, octo, 'By the owner');

  const own = world.repository('octo', 'diary') as Repository;
  mark(hidden, own, ...own.issues);
  commitTexts(world, own, octo, { 'secret.txt': hidden }, `${hidden} in a commit`);
  mark(hidden, ...plants.alerts, ...plants.advisories.filter(({ state }) => state === 'draft'));
  for (const release of plants.releases) if (release.draft) mark(hidden, release);
  for (const gist of world.gists) if (!gist.public) mark(hidden, gist);
  for (const project of world.projects) mark(hidden, project);
}

test('no tool shows a planted word under a label that is too good', async () => {
  const [seen, wrong] = [{ [theirs]: new Set<string>(), [hidden]: new Set<string>() }, [] as string[]];
  const all = [...reads.map(({ tool, args }) => [tool, args] as const), ...more];
  for (const [tool, args] of all) {
    const given = typeof args === 'function' ? await args(session) : args;
    const answer = await session.call(tool, given);
    const { integrity, confidentiality } = (answer.meta['ifc'] ?? {}) as Record<string, string>;
    const line = `${tool} ${JSON.stringify(given)} is ${integrity} and ${confidentiality}`;
    for (const [word, isWrong] of [
      [theirs, integrity !== 'untrusted'],
      [hidden, confidentiality !== 'private'],
    ] as const) {
      // The caller's own words, such as a path in the header, prove nothing.
      if (!answer.text.replaceAll(JSON.stringify(given), '').includes(word)) continue;
      seen[word].add(tool);
      if (isWrong && !answer.isError) wrong.push(line);
    }
  }
  expect(wrong).toEqual([]);
  // Control: the words are found by many ways, and not everything is labelled with the strictest.
  expect(seen[theirs].size).toBeGreaterThan(20);
  expect(seen[hidden].size).toBeGreaterThan(8);
  const label = (await session.call('get_file_contents', { ...garden, path: 'README.md' })).meta['ifc'];
  expect(label).toEqual({ integrity: 'trusted', confidentiality: 'public' });
});
