import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../packages.ts';
import type { Stop } from './stop.ts';

/** A copy of this very repository, so that the tour can change something; with a trap in it. */
function copyOf(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const repository = path.join(folder, 'servers');
  const git = (...args: string[]) => execFileSync('git', ['-C', repository, ...args], { stdio: 'ignore' });
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, repository], { stdio: 'ignore' });
  git('remote', 'set-url', 'origin', 'https://ada:not-for-your-eyes@example.org/servers.git');
  git('switch', '--quiet', '--create', 'tour');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.org');
  git('config', 'core.fsmonitor', 'touch executed; false');
  const readme = path.join(repository, 'README.md');
  const lines = readFileSync(readme, 'utf8').split('\n');
  writeFileSync(readme, [`${lines[0] ?? ''} for everyone`, ...lines.slice(1), 'A last line.', ''].join('\n'));
  writeFileSync(path.join(repository, 'notes.txt'), 'Not to be lost.\n');
  return repository;
}

export const git: Stop = {
  name: 'git',
  title: 'Git',
  prepare: (folder) => [copyOf(folder)],
  calls: [
    { why: 'Where things stand, in one call of at most 2 kB.', tool: 'git_brief', args: {} },
    { why: 'What this repository would execute if it were trusted; it is not.', tool: 'git_audit', args: {} },
    { why: 'Who wrote this file.', tool: 'git_blame', args: { path: 'scripts/tour.ts', end_line: 8 } },
    { why: 'When a text came into the project.', tool: 'git_log', args: { pickaxe: 'requestState', max_count: 3 } },
    { why: 'Changes have hunks with ids ...', tool: 'git_diff_unstaged', args: { context_lines: 3 } },
    {
      why: '... and only the line that is meant is staged.',
      tool: 'git_add',
      args: { lines: [{ path: 'README.md', from: 1, to: 1 }] },
    },
    { why: 'It is committed by itself.', tool: 'git_commit', args: { message: 'Say for whom it is' } },
    {
      why: 'What loses work is asked with what is lost, and kept.',
      tool: 'git_reset',
      args: { mode: 'hard', target: 'HEAD~1' },
    },
    { why: 'Untracked files too.', tool: 'git_reset', args: { mode: 'clean' } },
    { why: 'Everything can be brought back.', tool: 'git_undo', args: {} },
    {
      why: 'Nothing a caller writes is an option of git.',
      tool: 'git_diff',
      args: { target: '--output=/tmp/x' },
      expectError: true,
    },
  ],
  configure: () => [path.join(os.homedir(), 'projects')],
};
