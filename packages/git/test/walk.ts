import assert from 'node:assert/strict';
import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { undoId, type Shared } from './shared.ts';
import { numbered, Repo } from './world.ts';

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Everything of a repository that does not depend on when its commits were made. */
export function stateOf(repo: Repo): Record<string, unknown> {
  const files: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const full = path.join(folder, entry.name);
      if (entry.name === '.git') continue;
      if (entry.isDirectory()) visit(full);
      else files[path.relative(repo.folder, full)] = readFileSync(full, 'latin1');
    }
  };
  visit(repo.folder);
  const refs = repo.git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags').split('\n').filter(Boolean);
  return {
    files,
    index: repo.git('ls-files', '--stage'),
    head: repo.read('.git/HEAD').startsWith('ref:') ? repo.read('.git/HEAD') : repo.git('rev-parse', 'HEAD^{tree}'),
    history: Object.fromEntries(refs.map((ref) => [ref, repo.git('log', '--topo-order', '--format=%s %T', ref)])),
    stashes: existsSync(repo.at('.git/refs/stash')) ? repo.git('log', '-g', '--format=%T', 'refs/stash') : '',
    merging: existsSync(repo.at('.git/MERGE_HEAD')),
    status: repo.git('status', '--porcelain'),
  };
}

/** A walk of tool calls in one repository and of plain git's own commands in its twin, which must stay alike at each step. */
export class Walk {
  readonly #server: Shared;
  readonly #repo: Repo;
  readonly #twin: Repo;
  readonly #random: (below: number) => number;
  readonly #done: string[] = [];
  #names = 0;

  constructor(server: Shared, seed: number) {
    this.#server = server;
    this.#random = randomNumbers(seed);
    this.#repo = server.repo();
    this.#repo.commit('start', {
      'a.txt': numbered(30),
      'b.txt': numbered(10),
      'folder/c.txt': 'c\n',
      'folder/deep/d.txt': 'd\n',
      '.gitignore': '*.log\n',
    });
    const folder = path.join(server.outside, `twin-${path.basename(this.#repo.folder)}`);
    mkdirSync(path.dirname(folder), { recursive: true });
    cpSync(this.#repo.folder, folder, { recursive: true });
    this.#twin = new Repo(folder);
  }

  /** Takes so many steps. An error names the seed and what was done. */
  async take(steps: number): Promise<void> {
    for (let i = 0; i < steps; i++) {
      const step = this.#pick([
        this.#edit,
        this.#edit,
        this.#create,
        this.#rename,
        this.#stage,
        this.#commit,
        this.#commit,
        this.#branch,
        this.#checkout,
        this.#merge,
        this.#cherryPick,
        this.#revert,
        this.#stash,
        this.#unstage,
        this.#discard,
        this.#tag,
        this.#resetAndUndo,
        this.#rebaseAndUndo,
      ]);
      await step.call(this);
      assert.deepEqual(stateOf(this.#repo), stateOf(this.#twin), `after ${this.#done.join(' | ')}`);
      if (i % 10 === 9) assert.equal(this.#repo.git('fsck', '--no-dangling', '--no-progress'), '');
    }
  }

  async #both(label: string, tool: string, args: Record<string, unknown>, git: readonly string[]): Promise<boolean> {
    this.#done.push(label);
    const [answer, plain] = [await this.#server.call(this.#repo, tool, args), await this.#twin.attempt(git)];
    const conflict = plain.code !== 0 && this.#twin.git('ls-files', '--unmerged') !== '';
    assert.equal(
      !answer.isError,
      plain.code === 0 || conflict,
      `${this.#done.join(' | ')}\n${answer.text}\n${plain.output}`,
    );
    return !answer.isError && !conflict;
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[this.#random(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  #files(): string[] {
    return this.#twin
      .git('ls-files')
      .split('\n')
      .filter((name) => name !== '' && this.#twin.has(name));
  }

  #branches(): string[] {
    return this.#twin.git('for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n');
  }

  #isClean(): boolean {
    return this.#twin.git('status', '--porcelain', '--untracked-files=no') === '';
  }

  #write(change: (repo: Repo) => void): void {
    for (const repo of [this.#repo, this.#twin]) change(repo);
  }

  async #edit(): Promise<void> {
    if (this.#files().length === 0) return;
    const [name, line] = [this.#pick(this.#files()), this.#random(30)];
    this.#done.push(`edit ${name}`);
    const words = `changed ${this.#names++}`;
    const lines = this.#twin.read(name).split('\n');
    if (lines.length > 3) lines[Math.min(line, lines.length - 2)] = words;
    this.#write((repo) =>
      lines.length > 3 ? repo.write(name, lines.join('\n')) : appendFileSync(repo.at(name), `${words}\n`),
    );
  }

  async #create(): Promise<void> {
    const name = `${this.#pick(['', 'folder/', 'other folder/'])}new ${this.#names++}.txt`;
    this.#done.push(`create ${name}`);
    this.#write((repo) => repo.write(name, numbered(this.#names)));
  }

  async #rename(): Promise<void> {
    if (this.#files().length < 3) return;
    const [from, to] = [this.#pick(this.#files()), `folder/moved ${this.#names++}.txt`];
    if (from === '.gitignore') return;
    this.#done.push(`rename ${from}`);
    this.#write(
      (repo) => (mkdirSync(path.dirname(repo.at(to)), { recursive: true }), renameSync(repo.at(from), repo.at(to))),
    );
  }

  async #stage(): Promise<void> {
    const files = this.#pick([['.'], [this.#files()[0] ?? '.']]);
    await this.#both(`add ${files.join()}`, 'git_add', { files }, ['add', '--', ...files]);
  }

  async #commit(): Promise<void> {
    const message = `commit ${this.#names++}`;
    if (this.#random(2) === 0) await this.#both('add .', 'git_add', { files: ['.'] }, ['add', '.']);
    await this.#both(message, 'git_commit', { message }, ['commit', '--quiet', '-m', message]);
  }

  async #branch(): Promise<void> {
    const name = `branch-${this.#names++}`;
    await this.#both(name, 'git_create_branch', { branch_name: name, checkout: true }, [
      'switch',
      '--quiet',
      '-c',
      name,
    ]);
  }

  async #checkout(): Promise<void> {
    const name = this.#pick(this.#branches());
    await this.#both(`checkout ${name}`, 'git_checkout', { branch_name: name }, ['switch', '--quiet', name]);
  }

  async #merge(): Promise<void> {
    const name = this.#pick(this.#branches());
    const message = `merge ${name}`;
    if (
      !(await this.#both(message, 'git_merge', { revisions: [name], message }, [
        'merge',
        '--no-stat',
        '-m',
        message,
        name,
      ]))
    )
      await this.#settle(message);
  }

  async #cherryPick(): Promise<void> {
    if (!this.#isClean()) return;
    const name = this.#pick(this.#branches());
    if (this.#twin.git('rev-list', '--no-walk', '--merges', name) !== '') return;
    const git = ['cherry-pick', '--keep-redundant-commits', name];
    if (!(await this.#both(`pick ${name}`, 'git_cherry_pick', { revisions: [name] }, git))) await this.#settle('');
  }

  async #revert(): Promise<void> {
    if (!this.#isClean() || this.#twin.git('rev-list', '--no-walk', '--merges', 'HEAD') !== '') return;
    const args = { revisions: ['HEAD'] };
    if (!(await this.#both('revert', 'git_revert', args, ['revert', '--no-edit', 'HEAD']))) await this.#settle('');
  }

  /** A conflict is given up, or each file gets one side. */
  async #settle(message: string): Promise<void> {
    const conflicts = this.#twin.git('ls-files', '--unmerged').split('\n').filter(Boolean);
    if (conflicts.length === 0) return;
    const both = [...new Set(conflicts.map((one) => one.split('\t')[1] ?? ''))];
    const simple = both.every((name) => conflicts.filter((one) => one.endsWith(`\t${name}`)).length === 3);
    const operation = existsSync(this.#twin.at('.git/MERGE_HEAD'))
      ? 'merge'
      : existsSync(this.#twin.at('.git/CHERRY_PICK_HEAD'))
        ? 'cherry-pick'
        : 'revert';
    if (!simple || message === '' || this.#random(2) === 0) {
      await this.#both('abort', 'git_resolve', { action: 'abort' }, [operation, '--abort']);
      return;
    }
    const side = this.#pick(['ours', 'theirs'] as const);
    this.#done.push(`resolve ${side}`);
    await this.#server.ok(this.#repo, 'git_resolve', { action: side, paths: both });
    this.#twin.git('checkout', '--quiet', `--${side}`, '--', ...both);
    this.#twin.git('add', '--', ...both);
    await this.#both('continue', 'git_commit', { message }, ['commit', '--quiet', '-m', message]);
  }

  async #stash(): Promise<void> {
    if (this.#twin.git('stash', 'list') === '') {
      if (this.#isClean()) return;
      await this.#both('stash', 'git_stash', { action: 'push', message: 'walk' }, [
        'stash',
        'push',
        '--quiet',
        '-m',
        'walk',
      ]);
      return;
    }
    if (!this.#isClean()) return;
    const id = this.#repo.git('rev-parse', 'stash@{0}');
    if (await this.#both('pop', 'git_stash', { action: 'pop', stash: id }, ['stash', 'pop', '--quiet'])) return;
    for (const repo of [this.#repo, this.#twin]) {
      repo.git('reset', '--quiet', '--hard');
      repo.git('stash', 'clear');
    }
  }

  async #unstage(): Promise<void> {
    await this.#both('unstage', 'git_reset', {}, ['reset', '--quiet']);
  }

  async #discard(): Promise<void> {
    if (this.#files().length === 0) return;
    const name = this.#pick(this.#files());
    await this.#both(`discard ${name}`, 'git_reset', { mode: 'discard', paths: [name] }, ['restore', '--', name]);
  }

  async #tag(): Promise<void> {
    const name = `tag-${this.#names++}`;
    await this.#both(name, 'git_create', { what: 'tag', name }, ['tag', name]);
  }

  /** Loses everything and brings it back: the twin notices nothing. */
  async #resetAndUndo(): Promise<void> {
    const target = this.#pick(['HEAD', ...this.#branches()]);
    this.#done.push(`reset to ${target}, undo`);
    const before = stateOf(this.#repo);
    const text = await this.#server.ok(this.#repo, 'git_reset', { mode: 'hard', target });
    await this.#server.ok(this.#repo, 'git_undo', { snapshot: undoId(text) });
    assert.deepEqual(stateOf(this.#repo), before, this.#done.join(' | '));
  }

  async #rebaseAndUndo(): Promise<void> {
    if (!this.#isClean()) return;
    const onto = this.#pick(this.#branches());
    this.#done.push(`rebase onto ${onto}, undo`);
    const before = this.#repo.git('rev-parse', 'HEAD');
    const answer = await this.#server.call(this.#repo, 'git_rebase', { onto });
    const id = undoId(answer.text);
    if (id !== '') await this.#server.ok(this.#repo, 'git_undo', { snapshot: id });
    assert.equal(this.#repo.git('rev-parse', 'HEAD'), before, this.#done.join(' | '));
    rmSync(this.#repo.at('.git/REBASE_HEAD'), { force: true });
  }
}
