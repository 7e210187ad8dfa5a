import { linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Repo } from '../world.ts';

/** A file outside of the allowed folder that nothing may read, and one that nothing may write. */
export interface Outside {
  folder: string;
  /** The text of `secret`, of a line that plain git finds and shows. */
  secret: string;
  /** A repository outside, and the id of its only commit. */
  other: Repo;
  commit: string;
}

/** One way in which git reads or writes outside of the work tree. */
export interface Escape {
  name: string;
  plant(repo: Repo, outside: Outside): void;
  /** Commands of plain git; the last one shows the secret, or leaves it in the repository. */
  bites: string[][];
  /** Calls of tools that reach the same files. */
  calls: [tool: string, args: Record<string, unknown>][];
  /** Shows whether it worked; where absent, the output of a command or tool does. */
  effect?(repo: Repo, outside: Outside): string;
  since?: [number, number];
}

const resolution = 'a'.repeat(40);
const recorded = (repo: Repo): string =>
  repo.has(`.git/rr-cache/${resolution}/postimage`) ? repo.read(`.git/rr-cache/${resolution}/postimage`) : '';

/** A resolved conflict of which git will keep the file that `name` leads to. */
function recordAs(repo: Repo, name: string): void {
  repo.write(`.git/rr-cache/${resolution}/preimage`, '<<<<<<<\na\n=======\nb\n>>>>>>>\n');
  repo.write('.git/MERGE_RR', `${resolution}\t${name}\0`);
  repo.write('b.txt', 'changed\n');
}

const commit: Pick<Escape, 'bites' | 'calls'> = {
  bites: [['commit', '--quiet', '--all', '--message=x']],
  calls: [
    ['git_commit', { message: 'x', all: true }],
    ['git_rebase', { amend: true, message: 'y' }],
    ['git_merge', { revisions: ['topic'] }],
  ],
};

const link = (repo: Repo, pointer: (folder: string) => void): void => {
  repo.git('update-index', '--add', '--cacheinfo', `160000,${repo.git('rev-parse', 'HEAD')},module`);
  repo.git('commit', '--quiet', '--message', 'module');
  mkdirSync(repo.at('module'));
  pointer(repo.at('module/.git'));
};
const modules: Pick<Escape, 'bites' | 'calls'> = {
  bites: [['diff', '--ignore-submodules=dirty']],
  calls: [
    ['git_diff_unstaged', {}],
    ['git_diff', { target: 'HEAD' }],
    ['git_status', {}],
    ['git_add', { files: ['.'] }],
    ['git_diff_staged', {}],
    ['git_list', { what: 'submodules' }],
    ['git_commit', { message: 'x', all: true }],
    ['git_show', { revision: 'HEAD' }],
  ],
};

/** Files that git writes in place, and a command that does. */
const inPlace: [file: string, bites: string[], call: Escape['calls'][number]][] = [
  ['logs/HEAD', ['commit', '-qam', 'x'], ['git_commit', { message: 'x', all: true }]],
  ['logs/refs/heads/main', ['commit', '-qam', 'x'], ['git_commit', { message: 'x', all: true }]],
  ['COMMIT_EDITMSG', ['commit', '-qam', 'x'], ['git_commit', { message: 'x', all: true }]],
  ['FETCH_HEAD', ['fetch', '-q', '.', 'topic'], ['git_fetch', { remote: 'self' }]],
  ['MERGE_MSG', ['merge', '-q', '--no-commit', '--no-ff', 'topic'], ['git_merge', { revisions: ['topic'] }]],
];

export const escapes: readonly Escape[] = [
  {
    name: 'a tracked folder is a link (search)',
    plant(repo, { folder }) {
      repo.commit('tracked', { 'folder/secret': 'inside\n' });
      rmSync(repo.at('folder'), { recursive: true });
      symlinkSync(folder, repo.at('folder'));
    },
    bites: [['grep', '-h', 'line']],
    calls: [
      ['git_grep', { pattern: 'line' }],
      ['git_grep', { pattern: 'line', paths: ['folder/*'] }],
      ['git_grep', { pattern: 'line', untracked: true }],
      ['git_blame', { path: 'folder/secret' }],
      ['git_diff', { target: 'HEAD' }],
      ['git_diff_unstaged', { words: true }],
    ],
  },
  {
    name: 'a tracked folder is a link (blame)',
    plant(repo, { folder }) {
      repo.commit('tracked', { 'deep/folder/secret': 'inside\n' });
      rmSync(repo.at('deep/folder'), { recursive: true });
      symlinkSync(path.relative(repo.at('deep'), folder), repo.at('deep/folder'));
    },
    bites: [['blame', 'deep/folder/secret']],
    calls: [
      ['git_blame', { path: 'deep/folder/secret' }],
      ['git_grep', { pattern: 'line' }],
    ],
  },
  {
    name: 'a recorded resolution of a path outside',
    plant: (repo, { folder }) => recordAs(repo, `../${path.relative(path.dirname(repo.folder), folder)}/secret`),
    effect: recorded,
    ...commit,
  },
  {
    name: 'a recorded resolution of a link',
    plant(repo, { folder }) {
      repo.commit('tracked', { link: 'inside\n' });
      rmSync(repo.at('link'));
      symlinkSync(`${folder}/secret`, repo.at('link'));
      recordAs(repo, 'link');
    },
    effect: recorded,
    ...commit,
  },
  {
    name: 'a module whose .git file leads outside',
    plant: (repo, { other }) => link(repo, (at) => writeFileSync(at, `gitdir: ${other.folder}/.git\n`)),
    ...modules,
  },
  {
    name: 'a module whose .git is a link outside',
    plant: (repo, { other }) => link(repo, (at) => symlinkSync(`${other.folder}/.git`, at)),
    ...modules,
  },
  {
    name: 'a module whose references are a link outside',
    plant: (repo, { other }) =>
      link(repo, (at) => {
        mkdirSync(`${at}/objects`, { recursive: true });
        writeFileSync(`${at}/HEAD`, 'ref: refs/heads/main\n');
        symlinkSync(`${other.folder}/.git/refs`, `${at}/refs`);
      }),
    ...modules,
  },
  {
    name: 'a module that shares a directory outside',
    plant: (repo, { other }) =>
      link(repo, (at) => {
        mkdirSync(at);
        writeFileSync(`${at}/HEAD`, 'ref: refs/heads/main\n');
        writeFileSync(`${at}/commondir`, `${other.folder}/.git\n`);
      }),
    ...modules,
  },
  {
    name: 'a new embedded repository that leads outside',
    plant(repo, { other }) {
      mkdirSync(repo.at('module'));
      writeFileSync(repo.at('module/.git'), `gitdir: ${other.folder}/.git\n`);
    },
    bites: [
      ['add', '.'],
      ['diff', '--cached', '--ignore-submodules=dirty'],
    ],
    calls: [
      ['git_add', { files: ['.'] }],
      ['git_diff_staged', {}],
      ['git_add', { files: ['module'] }],
      ['git_diff_staged', {}],
      ['git_commit', { message: 'x', paths: ['module'] }],
      ['git_show', { revision: 'HEAD' }],
    ],
  },
  {
    name: 'references in a folder outside',
    since: [2, 54],
    plant(repo, { other }) {
      repo.git('config', 'core.repositoryFormatVersion', '1');
      repo.git('config', 'extensions.refStorage', `files://${other.folder}/.git`);
    },
    bites: [['for-each-ref']],
    calls: [
      ['git_branch', { branch_type: 'all' }],
      ['git_log', {}],
      ['git_create_branch', { branch_name: 'new' }],
    ],
  },
  ...inPlace.map(([file, bites, call]): Escape => ({
    name: `${file} is a hard link`,
    plant(repo, { folder }) {
      repo.git('remote', 'add', 'self', '.');
      repo.write('b.txt', 'changed\n');
      if (file === 'MERGE_MSG') repo.commit('second');
      rmSync(repo.at(`.git/${file}`), { force: true });
      linkSync(`${folder}/victim`, repo.at(`.git/${file}`));
    },
    bites: [bites],
    calls: [call],
    effect: (_repo, { folder, secret }) =>
      readFileSync(`${folder}/victim`, 'utf8') === 'the only copy\n' ? '' : secret,
  })),
];
