import { startSession, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDouble, type Double, type Request, type World } from '../double/index.ts';
import type { Json } from '../double/json.ts';
import { commitTexts, type Content } from '../double/world/texts.ts';
import type { Issue, PullRequest, Repository, User } from '../double/world/types.ts';
import { github } from '../../src/server.ts';

/** The sample world before a call, for a row to change. */
export class Given {
  readonly double: Double;

  constructor(double: Double) {
    this.double = double;
  }

  get world(): World {
    return this.double.state;
  }

  /** `octo/garden`. */
  get garden(): Repository {
    return some(this.world.repository('octo', 'garden'));
  }

  /** `octo-labs/greenhouse`, of an organization. */
  get greenhouse(): Repository {
    return some(this.world.repository('octo-labs', 'greenhouse'));
  }

  user(login: string): User {
    return some(this.world.user(login));
  }

  issue(number: number): Issue {
    return some(this.garden.issues.find((one) => one.number === number));
  }

  /** Pull request 4 of the garden. */
  get pull(): PullRequest {
    return some(this.issue(4).pull);
  }

  /** Commits contents by path on a branch of the garden. */
  commit(contents: Readonly<Record<string, Content>>, branch = 'main'): string {
    return commitTexts(this.world, this.garden, this.user('octo'), contents, 'x', branch).sha;
  }

  /** A file of the garden as it is now: its mode and bytes. */
  file(path: string, branch = 'main'): { mode: string; text: string } | undefined {
    const { objects, refs } = this.garden;
    const commit = objects.findCommit(refs.get(`refs/heads/${branch}`) ?? '');
    const entry = commit && objects.at(commit.tree, path);
    return entry && { mode: entry.mode, text: objects.bytes(entry.sha).toString('utf8') };
  }

  /** Answers requests of one kind with a recorded refusal or body. */
  answer(method: string, path: RegExp, status: number, body: Json, headers: Record<string, string> = {}): void {
    this.double.fail({ method, path }, { kind: 'answer', status, body, headers });
  }

  /** A refusal in GitHub's form. */
  refuse(method: string, path: RegExp, status: number, message: string, more: Record<string, Json> = {}): void {
    this.answer(method, path, status, { message, documentation_url: 'https://docs.github.com/rest', ...more });
  }

  /** Answers a GraphQL document that has a word. */
  graphql(word: string, body: Json): void {
    this.double.fail({ path: '/graphql', body: word }, { kind: 'answer', status: 200, body });
  }
}

function some<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('The sample world lacks it.');
  return value;
}

/** Arguments, also by what the sample world holds. */
export type Args = Record<string, unknown> | ((given: Given) => Record<string, unknown>);

/** One call, what there was before it, and what must come of it. */
export interface Row {
  is: string;
  /** Calls; the last one's answer counts. */
  calls: readonly [tool: string, args: Args][];
  given?(given: Given): void;
  says?: RegExp | readonly RegExp[];
  not?: RegExp | readonly RegExp[];
  /** The error code; a row without one must succeed. */
  code?: string;
  /** Looks at the world and the requests afterwards. */
  after?(given: Given, requests: readonly Request[]): void;
}

export const garden = { owner: 'octo', repo: 'garden' };
export const labs = { owner: 'octo-labs', repo: 'greenhouse' };
export const pull = { ...garden, pullNumber: 4 };
export const issue = { ...garden, issue_number: 1 };

/** A row of one call. */
export function row(is: string, tool: string, args: Args, expected: Omit<Row, 'is' | 'calls'>): Row {
  return { is, calls: [[tool, args]], ...expected };
}

/** A server with every tool, in this process, in front of GitHub's stand-in. */
export interface Whole {
  double: Double;
  session: Session;
}

/** Starts a server with every tool for the tests of a file; the result is filled before the first of them. */
export function everyTool(flags: readonly string[] = []): Whole {
  const whole = {} as Whole;
  beforeAll(async () => {
    whole.double = await startDouble();
    whole.session = await startSession({
      era: 'modern',
      server: github,
      args: ['--toolsets', 'all,legacy,granular', '--no-confirm', ...flags],
      env: { GITHUB_STAND_IN: whole.double.url, GITHUB_PERSONAL_ACCESS_TOKEN: whole.double.token },
    });
  });
  afterAll(async () => {
    await whole.session.close();
    await whole.double.close();
  });
  return whole;
}

/** Runs rows against one server; each begins with a new sample world. */
export function table(rows: readonly Row[], flags: readonly string[] = []): void {
  const whole = everyTool(flags);
  test.each(rows.map((one) => [one.is, one] as const))('%s', async (_, { calls, given, says, not, code, after }) => {
    const { double, session } = whole;
    double.reset();
    const world = new Given(double);
    given?.(world);
    double.requests.length = 0;
    let answer: Awaited<ReturnType<Session['call']>> | undefined;
    for (const [tool, args] of calls)
      answer = await session.call(tool, typeof args === 'function' ? args(world) : args);
    const text = (answer?.text ?? '') + (answer?.content ?? []).map(binary).join('');
    expect([answer?.code, text]).toEqual([code, text]);
    for (const pattern of list(says)) expect(text).toMatch(pattern);
    for (const pattern of list(not)) expect(text).not.toMatch(pattern);
    after?.(world, double.requests);
    // Recorded answers stand in for what the double does not do; the requests must be right all the same.
    expect(double.violations).toEqual([]);
  });
}

const list = (patterns: Row['says']): readonly RegExp[] =>
  patterns === undefined ? [] : patterns instanceof RegExp ? [patterns] : patterns;

const binary = (block: { type: string; mimeType?: unknown }): string =>
  block.type === 'text' ? '' : `{${block.type} ${typeof block.mimeType === 'string' ? block.mimeType : ''}}`;

/** The body of the first request of a method to a path. */
export function sent(requests: readonly Request[], method: string, path: RegExp): Record<string, unknown> | undefined {
  return requests.find((one) => one.method === method && path.test(one.path))?.body as
    | Record<string, unknown>
    | undefined;
}

/** `expect`, for what rows look at after their call. */
export const verify = expect;
