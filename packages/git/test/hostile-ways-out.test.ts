import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { start } from './start.ts';
import { Repo, world } from './world.ts';

const flags = ['--toolsets', 'all'];

describe('ways out of the allowed folder', () => {
  const secretWorld = () => {
    const made = world();
    const foreign = new Repo(path.join(made.outside, 'foreign'));
    made.repo.git('init', '--quiet', foreign.folder);
    foreign.commit('SECRET commit', { 'secret.txt': 'SECRET\n' });
    return { ...made, foreign };
  };
  type Way = [
    name: string,
    outcome: 'served from inside' | 'denied' | 'invalid',
    plant: (w: ReturnType<typeof secretWorld>) => void,
  ];
  const ways: Way[] = [
    [
      '52 core.worktree',
      'served from inside',
      ({ repo, foreign }) => void repo.git('config', '--local', 'core.worktree', foreign.folder),
    ],
    [
      '53 .git file',
      'denied',
      ({ repo, foreign }) => (
        rmSync(repo.at('.git'), { recursive: true }),
        repo.write('.git', `gitdir: ${foreign.folder}/.git\n`)
      ),
    ],
    [
      '53 .git link',
      'denied',
      ({ repo, foreign }) => (
        rmSync(repo.at('.git'), { recursive: true }),
        symlinkSync(`${foreign.folder}/.git`, repo.at('.git'))
      ),
    ],
    ['53 commondir', 'denied', ({ repo, foreign }) => repo.write('.git/commondir', `${foreign.folder}/.git\n`)],
    [
      '53 alternates',
      'denied',
      ({ repo, foreign }) => repo.write('.git/objects/info/alternates', `${foreign.folder}/.git/objects\n`),
    ],
    [
      '53 a linked object store',
      'denied',
      ({ repo, foreign }) => (
        renameSync(repo.at('.git/objects'), repo.at('.git/old')),
        symlinkSync(`${foreign.folder}/.git/objects`, repo.at('.git/objects'))
      ),
    ],
    [
      '54 HEAD as a link',
      'denied',
      ({ repo }) => (rmSync(repo.at('.git/HEAD')), symlinkSync('/etc/passwd', repo.at('.git/HEAD'))),
    ],
    [
      '54 .git file that names itself',
      'invalid',
      ({ repo }) => (rmSync(repo.at('.git'), { recursive: true }), repo.write('.git', 'gitdir: .git\n')),
    ],
    [
      '54 included file that is no configuration',
      'served from inside',
      ({ repo }) => repo.write('.git/config', `${repo.read('.git/config')}[include]\n\tpath = /etc/passwd\n`),
    ],
  ];
  test.each(ways)('%s: %s', async (name, outcome, plant) => {
    const w = secretWorld();
    plant(w);
    const secret = w.foreign.git('rev-parse', 'HEAD');
    // The control: git itself goes along with the first six.
    if (!name.startsWith('54')) {
      const commands = [['status'], ['log'], ['show', secret]];
      const told = commands.map((args) => w.repo.attempt(args).output);
      expect(told.join('\n')).toMatch(/SECRET|secret\.txt/);
    }
    const session = await start([w.root], { flags });
    for (const [tool, args] of [
      ['git_status', {}],
      ['git_log', {}],
      ['git_show', { revision: secret }],
      ['git_add', { files: ['.'] }],
      ['git_brief', {}],
    ] as const) {
      const { text, code } = await session.call(tool, { repo_path: w.repo.folder, ...args });
      if (outcome !== 'served from inside') expect(code, tool).toBe(outcome);
      else if (tool === 'git_show') expect(code).toBe('not_found');
      else expect(text, tool).toMatch(tool === 'git_log' ? /: second .*\n.*: first$/ : /main, clean\b/);
      expect(text).not.toContain('SECRET');
      expect(text).not.toContain(w.outside);
      expect(text).not.toContain('root:');
    }
    expect(w.foreign.git('status', '--porcelain')).toBe('');
  });

  test('54 reports a truncated index and a missing object', async () => {
    const { repo } = world();
    const broken = world().repo;
    truncateSync(broken.at('.git/index'), 20);
    const other = await start([broken.folder]);
    expect((await other.call('git_status')).text).toContain('index of this repository is damaged');
    const session = await start([repo.folder]);
    const blob = repo.git('rev-parse', 'HEAD:b.txt');
    renameSync(repo.at(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`), repo.at('.git/gone'));
    expect((await session.call('git_show', { revision: 'HEAD', path: 'b.txt' })).code).toBe('unavailable');
  });

  test('55 blame reads no list of commits outside of the repository', async () => {
    const { repo } = world();
    repo.git('config', '--local', 'blame.ignoreRevsFile', '/etc/passwd');
    const answer = await (await start([repo.folder])).call('git_blame', { path: 'a.txt' });
    expect(answer.isError).toBe(false);
    expect(answer.text).not.toContain('root:');
  });

  test('51 a repository embedded in the tree is not used from inside of it', async () => {
    const { repo } = world();
    for (const folder of ['objects', 'refs']) mkdirSync(repo.at(`inner/${folder}`), { recursive: true });
    repo.write('inner/HEAD', 'ref: refs/heads/main\n');
    const answer = await (await start([repo.folder])).call('git_status', { repo_path: repo.at('inner') });
    expect(answer.text).not.toMatch(/^\[main/);
  });

  test('a folder beside and a repository above are out of reach', async () => {
    const { root, repo, outside } = world();
    mkdirSync(repo.at('sub/deep'), { recursive: true });
    const session = await start([repo.at('sub')], { flags });
    expect(await session.call('git_status')).toMatchObject({ isError: true, code: 'not_found' });
    const other = await start([root], { flags });
    for (const given of [outside, '$HOME', '~', '../outside'])
      expect((await other.call('git_status', { repo_path: given })).isError).toBe(true);
  });
});
