import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Stop } from './stop.ts';

/** A small repository with work that is not committed, and a trap: a command that plain git would run on every status. */
function repositoryIn(folder: string): string {
  const repository = path.join(folder, 'garden');
  mkdirSync(repository, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(path.join(repository, name), text);
  const git = (...args: string[]) => execFileSync('git', ['-C', repository, ...args], { stdio: 'ignore' });
  git('-c', 'init.defaultBranch=main', 'init', '--quiet');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.org');
  git('config', 'commit.gpgSign', 'false');
  const lines = Array.from({ length: 12 }, (_, n) => `bed ${n + 1}: nothing yet`);
  write('beds.txt', `${lines.join('\n')}\n`);
  git('add', '.');
  git('commit', '--quiet', '--message', 'Twelve beds');
  write('beds.txt', `${['bed 1: peas', ...lines.slice(1, 11), 'bed 12: beans'].join('\n')}\n`);
  write('notes.txt', 'Not to be lost.\n');
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
