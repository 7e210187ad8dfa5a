import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { Repo } from '../world.ts';
import { hooksOfGit, plantHook } from './hooks-of-git.ts';

/** The parts that a vector works with. */
export interface Trap {
  repo: Repo;
  /** A command line for git's configuration that leaves the marker. */
  command: string;
  /** The same as a program file. */
  program: string;
  /** An address of a server that wants a login. */
  login: string;
  /** A bare repository inside the allowed folder, the remote `origin`. */
  remote: string;
}

/** One way in which a repository makes git execute something. */
export interface Vector {
  name: string;
  /** Vectors of one group are planted in one repository: none keeps another from being reached. */
  group: string;
  plant(trap: Trap): void;
  /** Commands of git, one of which falls into the trap when nothing protects: the control. */
  bites: (trap: Trap) => string[][];
  /** The git from which on it works. */
  since?: [number, number];
  env?: Record<string, string>;
}

const config =
  (...pairs: [string, string | ((trap: Trap) => string)][]) =>
  (trap: Trap) => {
    for (const [key, value] of pairs)
      trap.repo.git('config', '--local', key, typeof value === 'string' ? value : value(trap));
  };
const command = ({ command }: Trap) => command;
const program = ({ program }: Trap) => program;
const attributes =
  (text: string, file = '.gitattributes') =>
  ({ repo }: Trap) =>
    repo.write(file, `${repo.has(file) ? repo.read(file) : ''}${text}`);
const all =
  (...plants: ((trap: Trap) => void)[]) =>
  (trap: Trap) =>
    plants.forEach((plant) => plant(trap));
const filter = (name: string, kind: string) =>
  config([`filter.${name}.${kind}`, command], [`filter.${name}.required`, 'false']);
const hooksIn =
  (folder: string) =>
  ({ repo, program }: Trap) => {
    mkdirSync(repo.at(folder), { recursive: true });
    for (const hook of hooksOfGit()) plantHook(repo.at(`${folder}/${hook}`), `"${program}"\nexit 0`);
  };
const touchAll = ({ repo }: Trap) => repo.write('b.txt', 'touched\n');
const run =
  (...commands: string[][]) =>
  () =>
    commands;
const reading = run(['status'], ['diff']);
const staging = run(['add', '.'], ['stash']);
const remoteAccess = run(['fetch', 'origin'], ['push', 'origin', 'topic']);

export const vectors: readonly Vector[] = [
  { name: 'core.fsmonitor', group: 'one', plant: config(['core.fsmonitor', program]), bites: reading },
  {
    name: 'core.fsmonitor through include.path',
    group: 'four',
    plant: (trap) => {
      trap.repo.write('.git/more', `[core]\n\tfsmonitor = "${trap.program}"\n`);
      trap.repo.git('config', '--local', 'include.path', 'more');
    },
    bites: reading,
  },
  {
    name: 'core.fsmonitor through includeIf',
    group: 'two',
    plant: (trap) => {
      trap.repo.write('evil.cfg', `[core]\n\tfsmonitor = "${trap.program}"\n`);
      trap.repo.git('config', '--local', 'includeIf.onbranch:**.path', '../evil.cfg');
    },
    bites: reading,
  },
  {
    name: 'core.fsmonitor in config.worktree',
    group: 'three',
    plant: (trap) => {
      trap.repo.git('config', '--local', 'extensions.worktreeConfig', 'true');
      trap.repo.git('config', '--worktree', 'core.fsmonitor', trap.program);
    },
    bites: reading,
  },
  {
    name: 'hooks in .git/hooks',
    group: 'one',
    plant: hooksIn('.git/hooks'),
    bites: run(['add', '.'], ['switch', 'topic'], ['commit', '--allow-empty', '-mx']),
  },
  {
    name: 'core.hooksPath in the tree',
    group: 'two',
    plant: all(hooksIn('tools/hooks'), config(['core.hooksPath', 'tools/hooks'])),
    bites: run(['commit', '--allow-empty', '-mx']),
  },
  {
    name: 'hooks defined by configuration',
    group: 'three',
    since: [2, 54],
    plant: (trap) => {
      for (const event of ['pre-commit', 'post-index-change', 'reference-transaction', 'post-checkout']) {
        trap.repo.git('config', '--local', `hook.x-${event}.command`, trap.command);
        trap.repo.git('config', '--local', `hook.x-${event}.event`, event);
      }
    },
    bites: run(['commit', '--allow-empty', '-mx'], ['status']),
  },
  {
    name: 'diff.external',
    group: 'one',
    plant: config(['diff.external', program]),
    bites: run(['diff'], ['diff', '--cached'], ['diff', 'HEAD~1', 'HEAD']),
  },
  {
    name: 'diff driver',
    group: 'two',
    plant: all(attributes('* diff=evil\n'), config(['diff.evil.command', program])),
    bites: run(['diff'], ['diff', 'HEAD~1', 'HEAD']),
  },
  {
    name: 'diff textconv',
    group: 'three',
    plant: all(attributes('* diff=evil\n'), config(['diff.evil.textconv', program])),
    bites: run(['blame', 'b.txt'], ['log', '-p', '-1'], ['diff']),
  },
  {
    name: 'filter clean',
    group: 'filters',
    plant: all(attributes('* filter=evil\n'), filter('evil', 'clean'), touchAll),
    bites: staging,
  },
  {
    name: 'filter smudge',
    group: 'filters',
    plant: all(attributes('* filter=evil\n'), filter('evil', 'smudge')),
    bites: run(['checkout', '--', '.'], ['switch', 'topic'], ['stash']),
  },
  {
    name: 'filter process',
    group: 'filters',
    plant: all(attributes('* filter=evil\n'), filter('evil', 'process'), touchAll),
    bites: staging,
  },
  {
    name: 'filter through .git/info/attributes',
    group: 'other attributes',
    plant: all(attributes('* filter=evil\n', '.git/info/attributes'), filter('evil', 'clean'), touchAll),
    bites: staging,
  },
  {
    name: 'filter through core.attributesFile',
    group: 'other attributes',
    plant: all(
      attributes('* filter=evil\n', 'attrs'),
      ({ repo }) => repo.git('config', '--local', 'core.attributesFile', repo.at('attrs')),
      filter('evil', 'clean'),
      touchAll,
    ),
    bites: staging,
  },
  {
    name: 'filter with "=" in its name',
    group: 'named filters',
    plant: all(attributes('b.txt filter=e=v\n'), filter('e=v', 'clean'), touchAll),
    bites: staging,
  },
  {
    name: 'filter with dots and capitals in its name',
    group: 'named filters',
    plant: all(attributes('a.txt filter=A.B\n'), filter('A.B', 'clean'), touchAll),
    bites: staging,
  },
  {
    name: 'filter with other letters in its name',
    group: 'named filters',
    plant: all(attributes('new.txt filter=fílter"x\n'), filter('fílter"x', 'clean'), touchAll),
    bites: staging,
  },
  {
    name: 'merge driver',
    group: 'four',
    plant: all(attributes('* merge=evil\n'), config(['merge.evil.driver', command])),
    bites: run(['merge', 'clash']),
  },
  {
    name: 'merge.default',
    group: 'five',
    plant: config(['merge.default', 'evil'], ['merge.evil.driver', command]),
    bites: run(['merge', 'clash']),
  },
  {
    name: 'gpg.program through log.showSignature',
    group: 'four',
    plant: all(signedCommit, config(['log.showSignature', 'true'], ['gpg.program', program])),
    bites: run(['log', '-2'], ['show']),
  },
  {
    name: 'gpg.ssh.program through log.showSignature',
    group: 'five',
    plant: all(
      signedCommit,
      config(
        ['log.showSignature', 'true'],
        ['gpg.format', 'ssh'],
        ['gpg.ssh.program', program],
        ['gpg.ssh.allowedSignersFile', '/dev/null'],
        ['gpg.openpgp.program', program],
      ),
    ),
    bites: run(['log', '-2'], ['show']),
  },
  {
    name: 'commit.gpgSign with gpg.program',
    group: 'signing',
    plant: config(['commit.gpgSign', 'true'], ['gpg.program', program], ['user.signingKey', 'x']),
    bites: run(['commit', '--allow-empty', '-mx']),
  },
  {
    name: 'gpg.ssh.defaultKeyCommand',
    group: 'ssh key',
    plant: config(['commit.gpgSign', 'true'], ['gpg.format', 'ssh'], ['gpg.ssh.defaultKeyCommand', program]),
    bites: run(['commit', '--allow-empty', '-mx']),
  },
  {
    name: 'gpg.ssh.program',
    group: 'ssh signing',
    plant: config(
      ['commit.gpgSign', 'true'],
      ['gpg.format', 'ssh'],
      ['user.signingKey', 'key::ssh-ed25519 AAAA'],
      ['gpg.ssh.program', program],
    ),
    bites: run(['commit', '--allow-empty', '-mx']),
  },
  {
    name: 'tag.gpgSign with gpg.program',
    group: 'signing',
    plant: config(['tag.gpgSign', 'true'], ['gpg.program', program], ['user.signingKey', 'x']),
    bites: run(['tag', '-m', 'x', 'signed']),
  },
  {
    name: 'core.sshCommand',
    group: 'one',
    plant: config(['core.sshCommand', command], ['remote.origin.url', 'ssh://host.invalid/x']),
    bites: remoteAccess,
  },
  {
    name: 'core.gitProxy',
    group: 'two',
    plant: config(['core.gitProxy', program], ['remote.origin.url', 'git://host.invalid/x']),
    bites: remoteAccess,
  },
  {
    name: 'remote.vcs',
    group: 'three',
    plant: (trap) => {
      helperOnPath(trap);
      trap.repo.git('config', '--local', 'remote.origin.vcs', 'evil');
    },
    bites: remoteAccess,
  },
  {
    name: 'remote.uploadpack',
    group: 'filters',
    plant: config(['remote.origin.uploadpack', program]),
    bites: run(['fetch', 'origin']),
  },
  {
    name: 'remote.receivepack',
    group: 'filters',
    plant: config(['remote.origin.receivepack', program]),
    bites: run(['push', 'origin', 'topic']),
  },
  {
    name: 'url.insteadOf to ext::',
    group: 'four',
    plant: (trap) => {
      trap.repo.git('config', '--local', 'protocol.ext.allow', 'always');
      trap.repo.git('config', '--local', `url.ext::${trap.program} .insteadOf`, '../remote.git');
    },
    bites: remoteAccess,
  },
  {
    name: 'remote at ext::',
    group: 'five',
    plant: config(
      ['protocol.ext.allow', 'always'],
      ['protocol.allow', 'always'],
      ['remote.origin.url', ({ program }) => `ext::${program} x`],
    ),
    bites: remoteAccess,
  },
  {
    name: 'core.askPass',
    group: 'ssh key',
    plant: config(['core.askPass', program], ['remote.origin.url', ({ login }) => login]),
    bites: run(['fetch', 'origin']),
  },
  {
    name: 'credential.helper',
    group: 'ssh key',
    plant: config(['credential.helper', ({ program }) => `!"${program}"`], ['remote.origin.url', ({ login }) => login]),
    bites: run(['fetch', 'origin']),
  },
  {
    name: 'credential helper for an address',
    group: 'ssh key',
    plant: (trap) => {
      trap.repo.git('config', '--local', `credential.${trap.login}.helper`, `!"${trap.program}"`);
      trap.repo.git('config', '--local', 'remote.origin.url', trap.login);
    },
    bites: run(['fetch', 'origin']),
  },
  {
    name: 'promisor remote of a partial clone',
    group: 'promisor',
    plant: all(
      ({ repo }) => forgetBlob(repo),
      config(
        ['extensions.partialClone', 'origin'],
        ['remote.origin.promisor', 'true'],
        ['remote.origin.uploadpack', program],
        ['core.repositoryFormatVersion', '1'],
      ),
    ),
    bites: run(['log', '-p'], ['diff', 'HEAD~1', 'HEAD'], ['show', 'HEAD:b.txt']),
  },
  {
    name: 'core.alternateRefsCommand',
    group: 'six',
    plant: ({ repo, command, remote }) => {
      repo.write('.git/objects/info/alternates', `${remote}/objects\n`);
      repo.git('config', '--local', 'core.alternateRefsCommand', command);
    },
    bites: ({ remote }) => [
      ['-c', 'fetch.negotiationAlgorithm=default', 'fetch', remote, 'only-there:refs/heads/got'],
      ['fetch', 'origin'],
    ],
  },
  {
    name: 'trailer command',
    group: 'one',
    plant: config(['trailer.evil.key', 'Evil'], ['trailer.evil.cmd', command], ['trailer.evil.ifmissing', 'add']),
    bites: run(['commit', '--allow-empty', '-mx', '--trailer', 'evil=1']),
  },
  {
    name: 'core.editor',
    group: 'one',
    plant: config(['core.editor', program]),
    bites: run(['commit', '--allow-empty'], ['commit', '--amend']),
  },
  {
    name: 'sequence.editor',
    group: 'one',
    plant: config(['sequence.editor', program]),
    bites: run(['stash', '-u'], ['rebase', '-i', 'HEAD~1']),
  },
  {
    name: 'EDITOR and VISUAL',
    group: 'one',
    plant: () => {},
    bites: run(['commit', '--allow-empty']),
    env: { EDITOR: '{program}', VISUAL: '{program}', GIT_SEQUENCE_EDITOR: '{program}' },
  },
  {
    name: 'planted exec in a rebase',
    group: 'rebase',
    plant: plantedRebase,
    bites: run(['-c', 'core.editor=true', 'rebase', '--continue']),
  },
  {
    name: 'configuration of a submodule',
    group: 'five',
    plant: submodule,
    bites: run(['status'], ['diff'], ['submodule', 'update']),
  },
  {
    name: 'repository embedded in the tree',
    group: 'six',
    plant: embedded,
    bites: () => [
      ['-C', 'inner', 'status'],
      ['-C', 'inner', 'add', '.'],
    ],
  },
  {
    name: 'hooks of the repository that is pushed to',
    group: 'six',
    plant: ({ remote, program }) => {
      for (const hook of hooksOfGit()) plantHook(path.join(remote, 'hooks', hook), `"${program}"`);
    },
    bites: run(['push', 'origin', 'topic:fresh']),
  },
  {
    name: 'branch.mergeOptions with a strategy',
    group: 'two',
    plant: (trap) => {
      helperOnPath(trap, 'git-merge-evil');
      trap.repo.git('config', '--local', 'branch.main.mergeOptions', '-s evil');
    },
    bites: run(['merge', 'topic']),
  },
];

/** A commit that says that it is signed: git asks a program whether that is so. */
function signedCommit({ repo }: Trap): void {
  const signature = ['-----BEGIN PGP SIGNATURE-----', '', 'aGVsbG8=', '-----END PGP SIGNATURE-----'].join('\n ');
  const body = repo.git('cat-file', 'commit', 'HEAD').replace(/\n\n/, `\ngpgsig ${signature}\n\n`);
  const oid = repo.bytes(['hash-object', '-w', '-t', 'commit', '--stdin'], `${body}\n`).toString().trim();
  repo.git('update-ref', 'refs/heads/main', oid);
}

/** A program that git looks for on its own in the PATH; the test's PATH has the folder. */
function helperOnPath({ program }: Trap, name = 'git-remote-evil'): void {
  const folder = path.join(path.dirname(program), 'bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, name), `#!/bin/sh\nexec "${program}"\n`);
  chmodSync(path.join(folder, name), 0o755);
}

/** Takes a blob away that history needs, as in a partial clone. */
function forgetBlob(repo: Repo): void {
  const oid = repo.git('rev-parse', 'HEAD:b.txt');
  renameSync(repo.at(`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`), repo.at('.git/gone'));
}

function plantedRebase({ repo, command }: Trap): void {
  repo.git('stash', '--include-untracked');
  expect(() => repo.git('rebase', '--merge', 'clash')).toThrow(/could not apply|CONFLICT/);
  repo.git('checkout', '--theirs', 'a.txt');
  repo.git('add', 'a.txt');
  repo.write('.git/rebase-merge/git-rebase-todo', `exec ${command}\n`);
}

function submodule({ repo, program, command }: Trap): void {
  const inner = repo.at('module');
  repo.git('init', '--quiet', inner);
  repo.git('-C', inner, 'commit', '--quiet', '--allow-empty', '-m', 'inner');
  writeFileSync(path.join(inner, '.gitattributes'), '* filter=evil\n');
  writeFileSync(path.join(inner, 'x.txt'), 'x\n');
  repo.git('-C', inner, 'add', '.');
  repo.git('-C', inner, 'commit', '--quiet', '-m', 'inner two');
  repo.write('.gitmodules', '[submodule "module"]\n\tpath = module\n\turl = ./module\n\tupdate = checkout\n');
  repo.git('add', 'module', '.gitmodules');
  repo.git('commit', '--quiet', '-m', 'with a submodule');
  repo.git('-C', inner, 'config', 'core.fsmonitor', program);
  repo.git('-C', inner, 'config', 'filter.evil.clean', command);
  writeFileSync(path.join(inner, 'x.txt'), 'y\n');
}

function embedded({ repo, program }: Trap): void {
  for (const folder of ['objects', 'refs/heads']) mkdirSync(repo.at(`inner/${folder}`), { recursive: true });
  repo.write('inner/HEAD', 'ref: refs/heads/main\n');
  repo.write(
    'inner/config',
    `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = "${program}"\n`,
  );
  repo.write('inner/file.txt', 'x\n');
}
