import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { undoId, type Shared } from '../shared.ts';
import { Repo } from '../world.ts';
import { Place } from './place.ts';
import { Random } from './random.ts';
import { exactState, stateOf } from './state.ts';
import { gitDirOf } from './git-dir.ts';

export type Step = (walk: Walk) => Promise<void> | void;

/** A step and how often it is taken, compared with others. */
export type Weighted = readonly [weight: number, step: Step];

/** The moves of a walk: a list of steps, from which any may be next, and the settling of conflicts. */
export interface Steps {
  steps: readonly Step[];
  settle: Step;
}

const fsck = ['fsck', '--no-dangling', '--no-progress'] as const;

/** A walk of tool calls in one repository and of plain git's own commands in its twin, which must stay alike at each step. */
export class Walk {
  readonly random: Random;
  readonly server: Shared;
  readonly ours: Place;
  readonly plain: Place;
  /** The work tree that the walk is in. */
  tree = 'main';
  readonly #done: string[] = [];
  readonly #seed: number;
  #said = '';
  #made = 0;

  constructor(server: Shared, seed: number, { bare = false }: { bare?: boolean } = {}) {
    this.server = server;
    this.random = new Random(seed);
    this.#seed = seed;
    const module = upstream(server, seed);
    this.ours = Place.make(path.join(server.root, `walk-${seed}`), module.folder, bare);
    this.plain = Place.make(path.join(server.outside, `walk-${seed}`), module.folder, bare);
  }

  /** Takes so many steps. An error names the seed and what was done. */
  async take(count: number, { steps, settle }: Steps): Promise<void> {
    const begun = this.#done.length;
    for (let i = 0; this.#done.length < begun + count && i < 10 * count; i++) {
      if (this.isBusy() && !this.random.oneIn(6)) await settle(this);
      else await this.random.pick(steps)(this);
      assert.deepEqual(stateOf(this.ours), stateOf(this.plain), this.trace());
      if (i % 10 === 9)
        // Some versions of git write a broken tree in a conflict, and do so on both sides.
        assert.deepEqual(this.repo.attempt(fsck), this.twin.attempt(fsck), this.trace());
    }
    await this.#readings();
  }

  get repo(): Repo {
    return this.ours.tree(this.tree);
  }

  get twin(): Repo {
    return this.plain.tree(this.tree);
  }

  /** A number that no step has had yet. */
  next(): number {
    return this.#made++;
  }

  note(label: string): void {
    this.#done.push(`${this.tree}: ${label}`);
  }

  trace(): string {
    return `seed ${this.#seed}: ${this.#done.join(' | ')}\n${this.#said}`;
  }

  /** Changes files on both sides. */
  write(label: string, change: (repo: Repo) => void): void {
    this.note(label);
    for (const repo of [this.repo, this.twin]) change(repo);
  }

  /** Calls a tool, and has plain git do the same. Returns true if both did it, without a conflict. */
  async both(
    label: string,
    tool: string,
    args: Record<string, unknown>,
    ...commands: readonly (readonly string[])[]
  ): Promise<boolean> {
    this.note(label);
    const wasBusy = this.isBusy();
    const answer = await this.server.call(this.repo, tool, args);
    this.#said = `--- ours: ${answer.text}`;
    let plain = { code: 0, output: '' };
    for (const command of commands) if (plain.code === 0) plain = this.twin.attempt(command);
    this.#said = `--- ours: ${answer.text}\n--- git: ${plain.output}`;
    if (plain.code !== 0) this.#quitRefused();
    const stopped = plain.code !== 0 && this.isBusy();
    // In the middle of something else, git's refusal and a new stop look alike from outside.
    const failed = plain.code !== 0 || (wasBusy && plain.output === 'Already up to date.\n');
    const agree = answer.isError ? failed && (!stopped || wasBusy) : plain.code === 0 || stopped;
    assert.ok(agree, this.trace());
    return !answer.isError && !stopped;
  }

  /** A step that loses something: it is undone, which must restore every bit, and then done on both sides. */
  async destroy(
    label: string,
    tool: string,
    args: Record<string, unknown>,
    ...commands: readonly (readonly string[])[]
  ): Promise<boolean> {
    const before = exactState(this.repo);
    this.note(`${label}, undone`);
    const answer = await this.server.call(this.repo, tool, args);
    const id = undoId(answer.text);
    if (id !== '') {
      const undone = await this.server.ok(this.repo, 'git_undo', { snapshot: id });
      assert.deepEqual(exactState(this.repo), before, `${this.trace()}\n${answer.text}\n${undone}`);
    } else if (!answer.isError) {
      // What is not kept must not have lost anything.
      assert.deepEqual(exactState(this.repo), before, `${this.trace()}\n${answer.text}`);
    }
    if (!answer.isError && this.random.oneIn(3)) return true;
    return this.both(label, tool, args, ...commands);
  }

  files(): string[] {
    return lines(
      this.twin.git('-c', 'core.quotePath=false', 'ls-files', '--', ':!module', ':!.gitmodules', ':!.gitignore'),
    ).filter((name) => this.twin.has(name));
  }

  branches(): string[] {
    return lines(this.twin.git('for-each-ref', '--format=%(refname:short)', 'refs/heads'));
  }

  tags(): string[] {
    return lines(this.twin.git('tag', '--list'));
  }

  stashes(): number {
    return lines(this.twin.git('stash', 'list')).length;
  }

  isClean(): boolean {
    return this.twin.git('status', '--porcelain', '--untracked-files=no') === '';
  }

  /** git leaves its list of picks behind when it refused the first of them. */
  #quitRefused(): void {
    const dot = gitDirOf(this.twin);
    const has = (name: string) => existsSync(path.join(dot, name));
    if (!has('sequencer/todo') || has('CHERRY_PICK_HEAD') || has('REVERT_HEAD')) return;
    if (readFileSync(path.join(dot, 'sequencer/head'), 'utf8').trim() === this.twin.git('rev-parse', 'HEAD'))
      this.twin.git('cherry-pick', '--quit');
  }

  /** Something is in progress or in conflict. */
  isBusy(): boolean {
    return this.plain.operation(this.tree) !== undefined || this.unmerged() !== '';
  }

  isSparse(): boolean {
    return this.twin.git('config', '--default', 'false', '--type', 'bool', 'core.sparseCheckout') === 'true';
  }

  unmerged(): string {
    return this.twin.git('ls-files', '--unmerged');
  }

  /** The reading tools say what plain git says. */
  async #readings(): Promise<void> {
    const subjects = lines(this.repo.git('log', '-30', '--format=%s'));
    const log = await this.server.ok(this.repo, 'git_log', { max_count: 30 });
    assert.deepEqual(
      lines(log)
        .slice(1)
        .map((line) => subjects.find((subject) => line.includes(`: ${subject}`)) ?? line),
      subjects,
      this.trace(),
    );
    const listed = await this.server.ok(this.repo, 'git_branch');
    for (const name of this.branches()) assert.ok(listed.includes(` ${name} `), `${name} in ${listed}`);
  }
}

export const lines = (text: string): string[] => text.split('\n').filter(Boolean);

/** The repository that submodules are made of: three commits on one line. */
function upstream(server: Shared, seed: number): Repo {
  const repo = server.repo();
  for (const text of ['one', 'two', 'three']) {
    repo.commit(`${text} of ${seed}`, { 'm.txt': `${text}\n` });
    repo.git('tag', text);
  }
  return repo;
}
