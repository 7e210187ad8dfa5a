import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { gitDirOf } from './git-dir.ts';
import { numbered, Repo } from '../world.ts';

/** A repository with its linked work trees, side by side in one folder. */
export class Place {
  readonly base: string;
  readonly #trees = new Map<string, Repo>();
  hasNotes = false;

  private constructor(base: string) {
    this.base = base;
  }

  /** Makes a repository with some history; `bare` puts it beside its work trees, which are all linked. */
  static make(base: string, module: string, bare: boolean): Place {
    const place = new Place(base);
    mkdirSync(base, { recursive: true });
    const first = place.#at('main');
    if (bare) {
      const hub = new Repo(path.join(base, 'hub'));
      mkdirSync(hub.folder);
      hub.git('init', '--quiet', '--bare', '--initial-branch=main', '.bare');
      hub.write('.git', 'gitdir: ./.bare\n');
      const tree = hub.bytes(['mktree'], '').toString().trim();
      hub.git('update-ref', 'refs/heads/main', hub.git('commit-tree', '-m', 'empty', tree));
      hub.git('worktree', 'add', '--quiet', '../main', 'main');
    } else {
      mkdirSync(first.folder);
      first.git('init', '--quiet', '--initial-branch=main');
    }
    first.git('config', 'protocol.file.allow', 'always');
    first.commit('start', {
      'a.txt': numbered(30),
      'b.txt': numbered(10),
      'folder/c.txt': 'c\n',
      'folder/deep/d.txt': 'd\n',
      'other/e.txt': numbered(5),
      '.gitignore': '*.log\n',
    });
    first.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', module, 'module');
    first.git('commit', '--quiet', '-m', 'with a module');
    return place;
  }

  get names(): readonly [string, ...string[]] {
    const [first = '', ...rest] = this.#trees.keys();
    return [first, ...rest];
  }

  tree(name: string): Repo {
    const repo = this.#trees.get(name);
    if (repo === undefined) throw new Error(`there is no work tree ${name}`);
    return repo;
  }

  /** Notes that there is a work tree now, or none of that name any more. */
  refresh(name: string): void {
    if (existsSync(path.join(this.base, name, '.git'))) this.#at(name);
    else this.#trees.delete(name);
  }

  /** The name of what is in progress in a work tree. */
  operation(name: string): 'merge' | 'cherry-pick' | 'revert' | 'rebase' | undefined {
    const dot = gitDirOf(this.tree(name));
    const has = (file: string) => existsSync(path.join(dot, file));
    if (has('rebase-merge') || has('rebase-apply')) return 'rebase';
    if (has('MERGE_HEAD')) return 'merge';
    if (has('CHERRY_PICK_HEAD') || (has('sequencer') && !has('REVERT_HEAD'))) return 'cherry-pick';
    return has('REVERT_HEAD') ? 'revert' : undefined;
  }

  #at(name: string): Repo {
    const repo = new Repo(path.join(this.base, name));
    this.#trees.set(name, repo);
    return repo;
  }
}
