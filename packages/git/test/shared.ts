import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyFixture, defaultEra, startSession, type Answer, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, expect } from 'vitest';
import { gitProgram, program, userEnvironment } from './start.ts';
import { history, Repo } from './world.ts';

/** One server for all tests of a file, and a folder in which each test makes its own repositories. */
export interface Shared {
  root: string;
  /** The home of the user that git runs for. */
  home: string;
  /** A folder beside the root, which the server may not use. */
  outside: string;
  session: Session;
  /** The questions of the server, oldest first. */
  questions: string[];
  /** The answer to the next questions. */
  answer: 'accept' | 'decline';
  /** A new repository without commits. */
  repo(...initArguments: string[]): Repo;
  /** A copy of the repository that `world` makes. */
  copied(): Repo;
  /** Calls a tool in a repository. */
  call(repo: Repo | string, tool: string, args?: Record<string, unknown>): Promise<Answer>;
  /** The text of an answer that must not be an error. */
  ok(repo: Repo | string, tool: string, args?: Record<string, unknown>): Promise<string>;
  /** The text of an answer that must be an error with this code. */
  refused(repo: Repo | string, code: string, tool: string, args?: Record<string, unknown>): Promise<string>;
}

function init(folder: string, ...initArguments: string[]): void {
  mkdirSync(folder, { recursive: true });
  new Repo(folder).git('init', '--quiet', '--initial-branch=main', ...initArguments);
}

/** Puts a repository without commits into a new folder. */
const empty = (folder: string): void => copyFixture('git-empty', folder, init);

/** Starts the server before the tests of a file and ends it after them. */
export function shared({
  flags = [],
  env = {},
  asks = true,
}: { flags?: readonly string[]; env?: Record<string, string>; asks?: boolean } = {}): Shared {
  const base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-git-')));
  const root = path.join(base, 'root');
  const outside = path.join(base, 'outside');
  mkdirSync(root);
  mkdirSync(outside);
  let made = 0;
  const text = async (repo: Repo | string, tool: string, args: Record<string, unknown>) =>
    shared.session.call(tool, { repo_path: typeof repo === 'string' ? repo : repo.folder, ...args });
  const shared: Shared = {
    root,
    home: base,
    outside,
    session: undefined as unknown as Session,
    questions: [],
    answer: 'accept',
    repo(...initArguments) {
      const repo = new Repo(path.join(root, `repo${++made}`));
      if (initArguments.length === 0) empty(repo.folder);
      else init(repo.folder, ...initArguments);
      return repo;
    },
    copied() {
      const folder = path.join(root, `world${++made}`);
      history(folder);
      return new Repo(path.join(folder, 'repo'));
    },
    call: (repo, tool, args = {}) => text(repo, tool, args),
    async ok(repo, tool, args = {}) {
      const answer = await text(repo, tool, args);
      expect(answer.isError, `${tool}: ${answer.text}`).toBe(false);
      return answer.text;
    },
    async refused(repo, code, tool, args = {}) {
      const answer = await text(repo, tool, args);
      expect({ isError: answer.isError, code: answer.code }, `${tool}: ${answer.text}`).toEqual({
        isError: true,
        code,
      });
      return answer.text;
    },
  };
  beforeAll(async () => {
    shared.session = await startSession({
      era: defaultEra,
      args: [program, '--toolsets', 'all', ...flags, root],
      env: { ...userEnvironment(base), ...(gitProgram && { MCP_GIT_PROGRAM: gitProgram }), ...env },
      ...(asks && { answer: (question) => (shared.questions.push(question), shared.answer) }),
    });
  });
  afterAll(async () => {
    await shared.session.close();
    rmSync(base, { recursive: true, force: true });
  });
  return shared;
}

/** The id that an answer names for git_undo. */
export const undoId = (text: string): string => /undo(?: here| of this)?: (\d{14}-[0-9a-f]{6})/.exec(text)?.[1] ?? '';

/** The ids of hunks in a diff, in their order. */
export const hunkIds = (diff: string): string[] =>
  [...diff.matchAll(/\[hunk ([0-9a-f]{8})\]/g)].map(([, id]) => id ?? '');

/** The sentence with its code that a refusal says to call again with. */
export const codeIn = (refusal: string): string | undefined => /call again with confirm: "(.*)"\./.exec(refusal)?.[1];
