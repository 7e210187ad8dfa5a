import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Repo, type World } from '../world.ts';

/** The means of an attacker who controls `.git`: a program that leaves a marker, and a file outside that must stay as it is. */
export interface Scene extends World {
  marker: string;
  program: string;
  /** A file of the user's, outside the allowed folder. */
  victim: string;
  /** A bare repository inside the allowed folder: the remote `origin`. */
  remote: string;
}

export interface Attack {
  name: string;
  plant(scene: Scene): void;
  /** Plain git that falls for it, one command after the other: the control. */
  bites(scene: Scene): string[][];
  /** Calls of tools that reach the same effect. */
  calls: [tool: string, args: Record<string, unknown>][];
  /** Tools that must succeed: what they do is not kept from the user. */
  reaches?: string[];
  /** The git from which on it works. */
  since?: [number, number];
}

const config = ({ repo }: Scene, key: string, value: string) => repo.git('config', '--local', '--add', key, value);
const setting = (program: string) => `[core]\n\tfsmonitor = "${program}"\n`;

/** A repository inside the work tree, whose own filter runs the program. */
function inner({ repo, program }: Scene, gitmodules: boolean): void {
  const folder = repo.at('inner');
  repo.git('init', '--quiet', folder);
  writeFileSync(path.join(folder, 'x.txt'), 'x\n');
  repo.git('-C', folder, 'add', '.');
  repo.git('-C', folder, 'commit', '--quiet', '-m', 'one');
  writeFileSync(path.join(folder, '.gitattributes'), '* filter=evil\n');
  repo.git('-C', folder, 'add', '.');
  repo.git('-C', folder, 'commit', '--quiet', '-m', 'two');
  if (gitmodules) repo.write('.gitmodules', '[submodule "inner"]\n\tpath = inner\n\turl = ./inner\n\tignore = none\n');
  repo.git('add', 'inner', ...(gitmodules ? ['.gitmodules'] : []));
  repo.git('commit', '--quiet', '-m', 'with an inner repository');
  repo.git('-C', folder, 'config', 'filter.evil.clean', `'${program}' %f; cat`);
  writeFileSync(path.join(folder, 'x.txt'), 'y\n');
  repo.write('b.txt', 'changed\n');
}

/** A rebase that stopped and was resolved, which continues with what its files say. */
function stoppedRebase({ repo }: Scene): void {
  repo.git('stash', '--include-untracked', '--quiet');
  try {
    repo.git('rebase', '--merge', 'clash');
  } catch {
    // It stops at the conflict, as it should.
  }
  repo.git('checkout', '--theirs', 'a.txt');
  repo.git('add', 'a.txt');
}

function withIndexEntry({ repo }: Scene, from: string, to: string): void {
  repo.write(from, 'planted\n');
  repo.git('add', from);
  if (from.length !== to.length) throw new Error('The names must have one length.');
  const index = readFileSync(repo.at('.git/index')).subarray(0, -20);
  const at = index.indexOf(from);
  index.write(to, at, 'latin1');
  repo.write('.git/index', Buffer.concat([index, createHash('sha1').update(index).digest()]));
  rmSync(repo.at(from));
}

const discard: Attack['calls'] = [
  ['git_reset', { mode: 'discard', paths: ['.'] }],
  ['git_reset', { mode: 'hard' }],
  ['git_stash', { action: 'push' }],
];

export const attacks: readonly Attack[] = [
  {
    name: 'an include that only holds on another branch',
    plant: (scene) => {
      scene.repo.git('stash', '--quiet', '--include-untracked');
      scene.repo.write('.git/later', setting(scene.program));
      config(scene, 'includeIf.onbranch:topic.path', 'later');
    },
    reaches: ['git_checkout', 'git_status', 'git_diff_unstaged'],
    bites: () => [['switch', 'topic'], ['status']],
    calls: [
      ['git_checkout', { branch_name: 'topic' }],
      ['git_status', {}],
      ['git_diff_unstaged', {}],
    ],
  },
  {
    name: 'an include that only holds in a linked work tree',
    plant: (scene) => {
      scene.repo.write('.git/later', setting(scene.program));
      config(scene, 'includeIf.gitdir:**/worktrees/**.path', path.join(scene.repo.folder, '.git/later'));
    },
    reaches: ['git_create', 'git_status'],
    bites: ({ root }) => [
      ['worktree', 'add', '--detach', path.join(root, 'tree')],
      ['-C', path.join(root, 'tree'), 'status'],
    ],
    calls: [
      ['git_create', { what: 'worktree', name: '{root}/tree', branch: 'tree' }],
      ['git_status', { repo_path: '{root}/tree' }],
    ],
  },
  {
    name: 'an include that holds once a remote is known',
    since: [2, 36],
    plant: (scene) => {
      scene.repo.write('.git/later', setting(scene.program));
      config(scene, 'includeIf.hasconfig:remote.*.url:https://example.org/**.path', 'later');
    },
    reaches: ['git_create', 'git_status'],
    bites: () => [['remote', 'add', 'new', 'https://example.org/x.git'], ['status']],
    calls: [
      ['git_create', { what: 'remote', name: 'new', url: 'https://example.org/x.git' }],
      ['git_status', {}],
    ],
  },
  {
    name: 'an included file that a checkout brings',
    plant: (scene) => {
      scene.repo.git('stash', '--quiet', '--include-untracked');
      scene.repo.git('switch', '--quiet', 'topic');
      scene.repo.commit('with a configuration', { 'later.cfg': setting(scene.program) });
      scene.repo.git('switch', '--quiet', 'main');
      config(scene, 'include.path', '../later.cfg');
    },
    reaches: ['git_status', 'git_checkout', 'git_diff_unstaged'],
    bites: () => [['switch', 'topic'], ['status']],
    calls: [
      ['git_status', {}],
      ['git_checkout', { branch_name: 'topic' }],
      ['git_status', {}],
      ['git_diff_unstaged', {}],
    ],
  },
  {
    name: 'a strategy of a rebase that is an alias',
    plant: (scene) => {
      stoppedRebase(scene);
      scene.repo.write('.git/rebase-merge/strategy', 'evil\n');
      scene.repo.write('.git/rebase-merge/git-rebase-todo', `pick ${scene.repo.git('rev-parse', 'topic~1')} x\n`);
      config(scene, 'alias.merge-evil', `!'${scene.program}'`);
    },
    bites: () => [['-c', 'core.editor=true', 'rebase', '--continue']],
    calls: [
      ['git_resolve', { action: 'continue' }],
      ['git_resolve', { action: 'skip' }],
      ['git_resolve', { action: 'abort' }],
    ],
  },
  {
    name: 'a strategy of a sequence of picks that is an alias',
    plant: (scene) => {
      const { repo } = scene;
      repo.git('stash', '--include-untracked', '--quiet');
      try {
        repo.git('cherry-pick', 'clash', 'topic~1', 'topic');
      } catch {
        // It stops at the conflict.
      }
      repo.git('checkout', '--theirs', 'a.txt');
      repo.git('add', 'a.txt');
      repo.write('.git/sequencer/opts', '[options]\n\tstrategy = evil\n');
      config(scene, 'alias.merge-evil', `!'${scene.program}'`);
    },
    bites: () => [['-c', 'core.editor=true', 'cherry-pick', '--continue']],
    calls: [
      ['git_resolve', { action: 'continue' }],
      ['git_resolve', { action: 'skip' }],
    ],
  },
  ...[true, false].map((gitmodules): Attack => ({
    name: `the filter of a repository inside, ${gitmodules ? 'with' : 'without'} .gitmodules`,
    plant: (scene) => inner(scene, gitmodules),
    bites: () => [['add', '.'], ['stash']],
    reaches: ['git_status', 'git_diff_unstaged', 'git_add', 'git_rebase', 'git_create_branch', 'git_reset'],
    calls: [
      ['git_status', {}],
      ['git_diff_unstaged', {}],
      ['git_add', { files: ['.'] }],
      ['git_add', { files: ['.'], update: true }],
      ['git_add', { files: ['inner'] }],
      ['git_commit', { message: 'x', all: true }],
      ['git_rebase', { amend: true, message: 'y' }],
      ['git_stash', { action: 'push' }],
      ['git_create_branch', { branch_name: 'q', checkout: true }],
      ['git_merge', { revisions: ['topic'] }],
      ['git_reset', { mode: 'hard', target: 'HEAD~1' }],
    ],
  })),
  {
    name: 'a local remote that updates its work tree, with its own filter',
    plant: ({ repo, root, program }) => {
      const other = new Repo(path.join(root, 'other'));
      repo.git('clone', '--quiet', '.', other.folder);
      other.git('config', 'receive.denyCurrentBranch', 'updateInstead');
      other.git('config', 'filter.evil.smudge', `'${program}' %f; cat`);
      other.write('.git/info/attributes', '* filter=evil\n');
      repo.git('remote', 'set-url', 'origin', '../other');
    },
    bites: () => [
      ['commit', '--quiet', '-am', 'new'],
      ['push', 'origin', 'main'],
    ],
    calls: [
      ['git_commit', { message: 'new', all: true }],
      ['git_push', {}],
    ],
  },
  {
    name: 'a promisor remote with its own upload-pack',
    plant: (scene) => {
      const { repo, remote, program } = scene;
      repo.commit('to be pushed', { 'b.txt': 'pushed\n' });
      const oid = repo.git('rev-parse', 'HEAD~1:sub/c.txt');
      rmSync(repo.at(`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`), { force: true });
      config(scene, 'core.repositoryFormatVersion', '1');
      config(scene, 'extensions.partialClone', 'second');
      config(scene, 'remote.second.url', remote);
      config(scene, 'remote.second.promisor', 'true');
      config(scene, 'remote.second.uploadpack', program);
    },
    bites: () => [
      ['log', '-p', '--', 'sub'],
      ['push', 'origin', 'main:sent'],
    ],
    reaches: ['git_push', 'git_fetch'],
    calls: [
      ['git_log', { paths: ['sub'], detail: 'stat' }],
      ['git_show', { revision: 'HEAD:sub/c.txt' }],
      ['git_push', { to: 'sent' }],
      ['git_fetch', {}],
    ],
  },
  {
    name: 'an entry of the index that leads out of the work tree',
    plant: (scene) => {
      const { repo } = scene;
      repo.git('stash', '--quiet', '--include-untracked');
      withIndexEntry(scene, 'xx/xx/xx/victim', '../../../victim');
    },
    bites: () => [['restore', '.']],
    calls: discard,
  },
  {
    name: 'an entry of the index that is a hook',
    plant: (scene) => {
      scene.repo.git('stash', '--quiet', '--include-untracked');
      withIndexEntry(scene, 'xgit/hooks/pre-commit', '.git/hooks/pre-commit');
    },
    bites: () => [['restore', '.']],
    calls: discard,
  },
  ...(
    [
      [
        '.git/logs/HEAD',
        [['commit', '--quiet', '--allow-empty', '-m', 'x']],
        [['git_commit', { message: 'x', allow_empty: true }]],
      ],
      [
        '.git/logs/refs/heads/main',
        [['commit', '--quiet', '--allow-empty', '-m', 'x']],
        [
          ['git_commit', { message: 'x', allow_empty: true }],
          ['git_reset', { mode: 'soft', target: 'HEAD~1' }],
        ],
      ],
      ['.git/info/exclude', [], [['git_status', {}]]],
    ] as [string, string[][], Attack['calls']][]
  )
    .filter(([, bites]) => bites.length > 0)
    .map(([link, bites, calls]): Attack => ({
      name: `${link} is a link to a file of the user's`,
      plant: ({ repo, victim }) => {
        rmSync(repo.at(link));
        symlinkSync(victim, repo.at(link));
      },
      bites: () => bites,
      calls: [...calls, ['git_status', {}]],
    })),
  {
    name: 'a folder of loose objects is a link out',
    plant: ({ repo, outside }) => {
      const folder = path.join(outside, 'objects');
      mkdirSync(folder);
      for (let i = 0; i < 256; i++) {
        const name = i.toString(16).padStart(2, '0');
        if (!repo.has(`.git/objects/${name}`)) symlinkSync(folder, repo.at(`.git/objects/${name}`));
      }
    },
    bites: () => [
      ['add', '.'],
      ['commit', '--quiet', '-m', 'x'],
    ],
    calls: [
      ['git_add', { files: ['.'] }],
      ['git_commit', { message: 'x', allow_empty: true }],
    ],
  },
  {
    name: 'the reflog of a remote branch is a link',
    plant: ({ repo, victim, remote }) => {
      repo.git('-C', remote, 'update-ref', 'refs/heads/main', 'refs/heads/topic');
      mkdirSync(repo.at('.git/logs/refs/remotes/origin'), { recursive: true });
      rmSync(repo.at('.git/logs/refs/remotes/origin/main'), { force: true });
      symlinkSync(victim, repo.at('.git/logs/refs/remotes/origin/main'));
    },
    bites: () => [['fetch', 'origin']],
    calls: [
      ['git_fetch', {}],
      ['git_pull', {}],
    ],
  },
];
