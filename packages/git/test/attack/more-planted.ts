import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Repo } from '../world.ts';
import type { Attack, Scene } from './planted.ts';

const config = ({ repo }: Scene, ...pairs: [string, string][]) => {
  for (const [key, value] of pairs) repo.git('config', '--local', key, value);
};

const extAllowed: [string, string] = ['protocol.ext.allow', 'always'];
const ext = ({ program }: Scene) => `ext::${program} x`;

/** A submodule of an ordinary kind, checked out, whose upstream is beside the repository. */
function withModule({ repo, root }: Scene): Repo {
  const upstream = new Repo(path.join(root, 'upstream'));
  if (!repo.has('sub-module/.git')) {
    repo.git('init', '--quiet', '--initial-branch=main', upstream.folder);
    upstream.commit('one', { 'm.txt': 'one\n', '.gitattributes': '* filter=evil\n' });
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../upstream', 'sub-module');
    repo.git('commit', '--quiet', '-m', 'with a submodule');
  }
  const module = new Repo(repo.at('sub-module'));
  module.git('switch', '--quiet', '--force-create', 'main');
  return module;
}

/** Adds a commit to the upstream that the repository asks for. */
function advance({ repo, root }: Scene): void {
  const upstream = new Repo(path.join(root, 'upstream'));
  const oid = upstream.commit('two', { 'm.txt': `two ${root}\n` });
  repo.git('update-index', '--cacheinfo', `160000,${oid},sub-module`);
  repo.git('commit', '--quiet', '-m', 'a newer submodule');
}

const file = ['-c', 'protocol.file.allow=always'];

/** Ways that were found later: settings that name a remote, files that are older than the configuration, and work in submodules. */
export const moreAttacks: readonly Attack[] = [
  {
    name: 'an upstream that is an address of a program',
    plant: (scene) =>
      config(scene, extAllowed, ['branch.main.remote', ext(scene)], ['branch.main.merge', 'refs/heads/main']),
    bites: () => [['fetch']],
    calls: [
      ['git_brief', {}],
      ['git_status', {}],
      ['git_fetch', {}],
      ['git_pull', {}],
      ['git_push', {}],
    ],
  },
  {
    name: 'a default for pushing that is an address of a program',
    plant: (scene) =>
      config(scene, extAllowed, ['remote.pushDefault', ext(scene)], ['branch.main.pushRemote', ext(scene)]),
    bites: () => [['push', '--quiet', '--force']],
    calls: [
      ['git_push', {}],
      ['git_push', { branch: 'topic' }],
      ['git_push', { branch: 'topic', dry_run: true }],
    ],
  },
  {
    name: 'a remote in a file of .git/remotes',
    plant: (scene) => {
      config(scene, extAllowed);
      scene.repo.write('.git/remotes/old', `URL: ${ext(scene)}\nPull: refs/heads/main:refs/remotes/old/main\n`);
    },
    bites: () => [['fetch', 'old']],
    calls: [
      ['git_list', { what: 'remotes' }],
      ['git_fetch', { remote: 'old' }],
      ['git_push', { remote: 'old', branch: 'topic' }],
      ['git_pull', { remote: 'old', branch: 'main' }],
    ],
  },
  {
    name: 'a remote in a file of .git/branches',
    plant: (scene) => {
      config(scene, extAllowed);
      scene.repo.write('.git/branches/older', `${ext(scene)}\n`);
    },
    bites: () => [['fetch', 'older']],
    calls: [
      ['git_fetch', { remote: 'older' }],
      ['git_push', { remote: 'older', branch: 'topic' }],
    ],
  },
  {
    name: 'a submodule that is updated by a command',
    plant: (scene) => {
      withModule(scene);
      advance(scene);
      config(scene, ['submodule.sub-module.update', `!'${scene.program}'`]);
    },
    bites: () => [
      [...file, 'submodule', 'update', '--remote'],
      [...file, 'submodule', 'update'],
    ],
    calls: [
      ['git_update_submodules', {}],
      ['git_update_submodules', { paths: ['sub-module'] }],
    ],
  },
  {
    name: 'a checkout that continues in a submodule with a filter',
    plant: (scene) => {
      const module = withModule(scene);
      scene.repo.git('stash', '--quiet', '--include-untracked');
      advanceIn(scene, module);
      config(scene, ['submodule.recurse', 'true']);
      module.git('config', 'filter.evil.smudge', `'${scene.program}'; cat`);
    },
    bites: () => [
      ['switch', 'topic'],
      ['switch', 'main'],
    ],
    calls: [
      ['git_checkout', { branch_name: 'topic' }],
      ['git_checkout', { branch_name: 'main' }],
      ['git_reset', { mode: 'hard', target: 'HEAD~1' }],
      ['git_update_submodules', {}],
      ['git_merge', { revisions: ['topic'] }],
    ],
  },
  {
    name: 'a push that continues in a submodule with a hook',
    plant: (scene) => {
      const module = withModule(scene);
      const hooks = scene.repo.at('.git/modules/sub-module/hooks');
      mkdirSync(hooks, { recursive: true });
      writeFileSync(path.join(hooks, 'pre-push'), `#!/bin/sh\n'${scene.program}'\n`);
      chmodSync(path.join(hooks, 'pre-push'), 0o755);
      module.commit('not pushed', { 'n.txt': 'n\n' });
      module.git('push', '--quiet', '--no-verify', 'origin', 'HEAD:refs/heads/other');
      module.commit('not pushed either', { 'n.txt': 'nn\n' });
      scene.repo.git('add', 'sub-module');
      scene.repo.git('commit', '--quiet', '-m', 'newer');
      config(scene, ['push.recurseSubmodules', 'on-demand']);
    },
    bites: () => [[...file, 'push', 'origin', 'main:elsewhere']],
    calls: [['git_push', { branch: 'main', to: 'elsewhere' }]],
  },
  {
    name: 'a fetch that continues in a submodule with its own upload-pack',
    plant: (scene) => {
      const module = withModule(scene);
      module.git('config', 'remote.origin.uploadpack', scene.program);
      config(scene, ['fetch.recurseSubmodules', 'true'], ['submodule.sub-module.active', 'true']);
    },
    bites: () => [[...file, 'fetch', 'origin']],
    calls: [
      ['git_fetch', {}],
      ['git_pull', {}],
    ],
  },
  {
    name: 'a filter that a macro of attributes names',
    plant: (scene) => {
      scene.repo.write('.gitattributes', '[attr]harmless filter=quiet\n*.txt harmless\n');
      config(scene, ['filter.quiet.clean', `'${scene.program}'; cat`]);
      scene.repo.write('b.txt', 'filtered\n');
    },
    bites: () => [['add', 'b.txt']],
    calls: [
      ['git_status', {}],
      ['git_diff_unstaged', {}],
      ['git_add', { files: ['.'] }],
      ['git_stash', { action: 'push' }],
    ],
  },
  {
    name: 'a program that names recent objects',
    since: [2, 42],
    plant: (scene) => {
      config(scene, ['gc.recentObjectsHook', scene.program], ['gc.auto', '1']);
      scene.repo.bytes(['hash-object', '-w', '--stdin'], 'unreachable\n');
    },
    bites: () => [['gc', '--quiet', '--prune=now']],
    calls: [
      ['git_commit', { message: 'x', all: true }],
      ['git_fetch', {}],
      ['git_merge', { revisions: ['topic'] }],
    ],
  },
];

/** Records another commit of the submodule on this branch than on `topic`. */
function advanceIn({ repo }: Scene, module: Repo): void {
  repo.git('-c', 'submodule.recurse=false', 'switch', '--quiet', 'topic');
  repo.git('-c', 'submodule.recurse=false', 'checkout', '--quiet', 'main', '--', '.gitmodules', 'sub-module');
  module.commit('another', { 'm.txt': 'another\n' });
  repo.git('add', 'sub-module', '.gitmodules');
  repo.git('commit', '--quiet', '-m', 'another submodule');
  module.git('switch', '--quiet', '--detach', 'HEAD~1');
  repo.git('-c', 'submodule.recurse=false', 'switch', '--quiet', 'main');
}
