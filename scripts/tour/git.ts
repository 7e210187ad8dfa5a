import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Stop } from './stop.ts';

/** The date of all commits in the sample, so that their ids match the READMEs. */
const when = '2026-05-12T08:00:00Z';
const fixed = { GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when };

/**
 * Creates a small repository with uncommitted work, a branch that will conflict, and a trap: a command that git would
 * run.
 */
function repositoryIn(folder: string): string {
  const repository = path.join(folder, 'garden');
  mkdirSync(repository, { recursive: true });
  const beds = Array.from({ length: 12 }, (_, n) => `bed ${n + 1}: nothing yet`);
  const write = (name: string, lines: readonly string[]) =>
    writeFileSync(path.join(repository, name), `${lines.join('\n')}\n`);
  const plant = (bed: number, what: string) => {
    beds[bed - 1] = `bed ${bed}: ${what}`;
    write('beds.txt', beds);
  };
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', repository, ...args], { stdio: 'ignore', env: { ...process.env, ...fixed } });
  const commit = (message: string) => git('commit', '--quiet', '--all', '--message', message);
  git('-c', 'init.defaultBranch=main', 'init', '--quiet');
  for (const [name, value] of Object.entries({ 'user.name': 'Ada', 'user.email': 'ada@example.org' }))
    git('config', name, value);
  for (const name of ['commit.gpgSign', 'core.autocrlf']) git('config', name, 'false');
  write('beds.txt', beds);
  git('add', '.');
  commit('Twelve beds');
  git('switch', '--quiet', '--create', 'chard');
  plant(6, 'chard');
  commit('Chard in bed 6');
  git('switch', '--quiet', 'main');
  plant(6, 'leek');
  commit('Leek in bed 6');
  plant(1, 'peas');
  plant(12, 'beans');
  write('notes.txt', ['Not to be lost.']);
  git('remote', 'add', 'origin', 'https://ada:not-for-your-eyes@example.org/garden.git');
  git('config', 'core.fsmonitor', 'touch executed; false');
  return repository;
}

export const git: Stop = {
  name: 'git',
  title: 'Git',
  prepare: (folder) => [repositoryIn(folder)],
  calls: [
    { why: 'Where things stand, in one call.', tool: 'git_brief', args: {} },
    {
      why: 'What this repository would execute in a terminal. Here it does not, unless you trust it.',
      tool: 'git_audit',
      args: {},
      only: /^\[|core\./,
    },
    {
      why: 'Stage one line of a file and leave its other changes.',
      tool: 'git_add',
      args: { lines: [{ path: 'beds.txt', from: 1, to: 1 }] },
    },
    {
      why: 'What loses work is asked, with what is lost …',
      tool: 'git_reset',
      args: { mode: 'hard' },
    },
    {
      why: '… and comes back, to the bit: staged lines staged, others not.',
      tool: 'git_undo',
      args: (before) => ({ snapshot: /undo: ([\w-]+)/.exec(before)?.[1] ?? '' }),
    },
  ],
  configure: () => [path.join(os.homedir(), 'projects')],
};
