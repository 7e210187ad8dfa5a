import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { startDouble } from '../../packages/github/test/double/index.ts';

/** Sample data for a server, and a call that proves that the server uses it. */
export interface Sample {
  /** The user's arguments after the command, and environment. */
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** The same for the form of a desktop bundle; settings without a field are in the environment. */
  form: Readonly<Record<string, string | string[]>>;
  call: { tool: string; input: Record<string, unknown>; answer: RegExp };
  close(): Promise<void>;
}

// The types are those of the oldest supported Node, which has no such module.
const { DatabaseSync }: { DatabaseSync: new (path: string) => { exec(sql: string): void; close(): void } } =
  createRequire(import.meta.url)('node:sqlite');

const nothing = async () => {};

function made(parent: string, name: string): string {
  const folder = path.join(parent, name);
  mkdirSync(folder);
  return folder;
}

/** The samples by folder name of the server, in the places of a home that the READMEs mention. */
export const samples: Readonly<Record<string, (home: string) => Promise<Sample>>> = {
  async filesystem(home) {
    const folder = made(home, 'Documents');
    writeFileSync(path.join(folder, 'note.txt'), 'water the radishes\n');
    return {
      args: [folder],
      env: {},
      form: { folders: [folder] },
      call: { tool: 'read_text_file', input: { path: 'note.txt' }, answer: /water the radishes/ },
      close: nothing,
    };
  },
  async sqlite(home) {
    const file = path.join(made(home, 'data'), 'shop.db');
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE plant (name TEXT); INSERT INTO plant VALUES ('radish'), ('pea')");
    database.close();
    return {
      args: [file],
      env: {},
      form: { databases: [file] },
      call: { tool: 'query', input: { sql: 'SELECT name FROM plant' }, answer: /"radish"[^]*"pea"/ },
      close: nothing,
    };
  },
  async git(home) {
    const folder = made(home, 'projects');
    const repository = made(folder, 'garden');
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', repository]);
    writeFileSync(path.join(repository, 'radish.md'), '# Radish\n');
    return {
      args: [folder],
      env: {},
      form: { repository: [folder] },
      call: { tool: 'git_status', input: { repo_path: repository }, answer: /main[^]*radish\.md/ },
      close: nothing,
    };
  },
  async github() {
    const { url, token, close } = await startDouble();
    return {
      args: [],
      env: { GITHUB_STAND_IN: url, GITHUB_PERSONAL_ACCESS_TOKEN: token },
      form: { token },
      call: { tool: 'list_issues', input: { owner: 'octo', repo: 'garden' }, answer: /#1\b/ },
      close,
    };
  },
};
