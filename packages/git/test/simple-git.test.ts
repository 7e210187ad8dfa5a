import { cpSync } from 'node:fs';
import path from 'node:path';
import { tierCases } from '@mcp-reference/kit/testing';
import { simpleGit, type SimpleGit } from 'simple-git';
import { expect, test } from 'vitest';
import { shared } from './shared.ts';
import { Random } from './walk/random.ts';
import { numbered, Repo } from './world.ts';

const server = shared();

/** A random repository that simple-git makes: commits, branches, merges, renames, and changes that are not committed. */
async function build(git: SimpleGit, repo: Repo, seed: number): Promise<void> {
  const numbers = new Random(seed);
  const random = (limit: number) => numbers.below(limit);
  await git.init(['--initial-branch=main']);
  const names = ['a.txt', 'b c.txt', 'folder/d.txt', 'folder/é.txt'];
  for (const name of names) repo.write(name, numbered(10 + random(20)));
  await git.add('.').commit('start');
  for (let i = 0; i < 12; i++) {
    if (random(3) === 0) await git.checkoutLocalBranch(`branch-${i}`);
    const name = names[random(names.length)] ?? 'a.txt';
    repo.write(name, numbered(10 + random(20), { [1 + random(9)]: `line ${i}` }));
    await git.add('.').commit(`commit ${i}\n\nwith a body`, { '--allow-empty': null });
    if (random(3) === 0) await git.addAnnotatedTag(`v${i}`, `version ${i}`);
  }
  repo.write('a.txt', numbered(12, { 3: 'staged' }));
  await git.add('a.txt');
  repo.write('a.txt', numbered(12, { 3: 'staged', 7: 'not staged' }));
  await git.mv('b c.txt', 'moved.txt');
  repo.write('new.txt', 'new\n');
}

test.each(tierCases([1], [2, 3]))(
  'status, log, diff and branches agree with what simple-git reads, seed %i',
  async (seed) => {
    const made = new Repo(path.join(server.outside, `made-${seed}`));
    made.write('.gitignore', '*.log\n');
    const env = { HOME: server.home, PATH: process.env['PATH'] ?? '' };
    const git = simpleGit({ baseDir: made.folder, config: ['user.name=Ada', 'user.email=ada@example.org'] }).env(env);
    await build(git, made, seed);
    const repo = new Repo(path.join(server.root, `read-${seed}`));
    cpSync(made.folder, repo.folder, { recursive: true });

    const status = await git.status();
    const text = await server.ok(repo, 'git_status', { untracked: 'all' });
    expect(text).toContain(`[${status.current ?? ''}, `);
    const shown = text
      .split('\n')
      .slice(1)
      .map((line) => line.slice(3).split(' -> ').at(-1));
    expect(new Set(shown)).toEqual(new Set(status.files.map(({ path: name }) => name.replace(/^.* -> /, ''))));

    const log = await git.log({ maxCount: 100 });
    const lines = (await server.ok(repo, 'git_log', { max_count: 100 })).split('\n').slice(1);
    expect(lines.map((line) => line.slice(0, 9))).toEqual(log.all.map(({ hash }) => hash.slice(0, 9)));
    for (const [i, { message }] of log.all.entries()) expect(lines[i]).toContain(`: ${message.split('\n')[0] ?? ''}`);

    const summary = await git.diffSummary(['HEAD~3', 'HEAD']);
    const diff = await server.ok(repo, 'git_diff', { target: 'HEAD~3..HEAD' });
    expect(diff.split('\n')[0]).toContain(`+${summary.insertions} -${summary.deletions}]`);
    expect(diff.split('\n')[0]).toContain(`: ${summary.files.length} file`);

    const branches = await git.branchLocal();
    const listed = (await server.ok(repo, 'git_branch')).split('\n').slice(1);
    expect(new Set(listed.map((line) => line.slice(2).split(' ')[0]))).toEqual(new Set(branches.all));
    expect(
      listed
        .find((line) => line.startsWith('* '))
        ?.slice(2)
        .split(' ')[0],
    ).toBe(branches.current);
  },
);
