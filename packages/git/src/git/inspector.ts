import path from 'node:path';
import { ToolError, visible } from '@mcp-reference/kit';
import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../files/index.ts';
import type { Layout } from '../files/layout.ts';
import type { GitCommand } from './command.ts';
import { configList, facts } from './commands/objects.ts';
import type { Variable } from './config-file.ts';
import { lastValue, parseConfig } from './config.ts';
import { assertWorkTree } from './assert-work-tree.ts';
import { declaredConfig, type Declared } from './declared.ts';
import { configuredSsh, readEnvironment, sshCommand } from './environment.ts';
import { explain } from './explain.ts';
import { fingerprint, hookFiles } from './fingerprint.ts';
import type { GitOptions } from './options.ts';
import { isAllowed, isOfOtherPrograms, isPlace } from './allowed-keys.ts';
import { always, asEnvironment, memoryLimits, suppressedIn, usersHooks, withheld, type Override } from './hardening.ts';
import { objectReader, repositoryEnvironment, type Known } from './known.ts';
import { runToEnd } from './process.ts';
import { startOf, type GitProgram } from './program.ts';
import { repositorysFilters, usesLfs, viewConfig, viewOverrides } from './protection.ts';
import type { Calling } from './repository.ts';
import { submodulesIn } from './submodules.ts';
import type { View, Views } from './view.ts';

const MiB = 1024 * 1024;

/** Reads repositories before git does, and decides how git gets to see them. */
export class Inspector {
  readonly #options: GitOptions;
  readonly #base: Readonly<Record<string, string>>;
  readonly #files: Sandbox<GitOperations>;
  readonly #views: Views;

  constructor(options: GitOptions, base: Readonly<Record<string, string>>, views: Views) {
    this.#options = options;
    this.#base = base;
    this.#files = options.files;
    this.#views = views;
  }

  /** Reads what a repository's configuration says, and decides what of it holds. */
  async look(program: GitProgram, found: Layout, call: Calling): Promise<Known> {
    await this.#files.run('layout', { path: found.top ?? found.gitDir, also: [], deep: true }, call);
    const declared = await declaredConfig(this.#files, found, call);
    // A linked work tree has its own rules: there the setting is about the main repository.
    const bare =
      found.gitDir === found.commonDir && /^(true|yes|on|1)$/i.test(lastValue(declared.entries, 'core.bare') ?? '');
    const layout = bare ? withoutWorkTree(found) : found;
    await assertWorkTree(layout, declared, this.#files, call);
    const place = layout.top ?? layout.gitDir;
    const { gitlinks } = await this.#files.run('indexPaths', { gitDir: layout.gitDir }, call);
    const trusted = await this.isTrusted(layout, declared, call);
    const run = async (made: GitCommand, env: Record<string, string>) => {
      const outcome = await runToEnd({
        args: made.args,
        cwd: place,
        ...startOf(program, { ...env, ...readEnvironment }),
        call,
        most: 8 * MiB,
      });
      if (outcome.code !== 0 || outcome.cut) throw explain(made.args[0] ?? '', outcome.stderr, outcome.code);
      return outcome.stdout;
    };
    const setting = trusted
      ? await this.#openly(layout, this.#isNamed(layout), gitlinks.length > 0, run, call)
      : await this.#protectedly(layout, declared, gitlinks.length > 0, run, call);
    const { entries, view } = setting;
    const overrides = [...setting.overrides, ...memoryLimits(entries)];
    const own = repositoryEnvironment(this.#base, layout, overrides, view);
    const ssh = configuredSsh(entries, trusted);
    if (this.#options.env['GIT_SSH_COMMAND'] === undefined && ssh !== undefined)
      own['GIT_SSH_COMMAND'] = sshCommand(ssh);
    return {
      bare,
      stamp: layout.stamp,
      looked: Date.now(),
      declared,
      trusted,
      index: layout.index,
      gitlinks,
      ...setting,
      overrides,
      objectFormat: lastValue(entries, 'extensions.objectformat') === 'sha256' ? 'sha256' : 'sha1',
      shallow: layout.present.includes('shallow'),
      env: own,
      withheldEnv: this.#isNamed(layout) ? {} : asEnvironment([...overrides, withheld]),
      // Not in the work tree: Windows removes no folder that a process works in, and a work tree can be removed.
      objects: objectReader(program, layout.commonDir, { ...own, GIT_DIR: layout.gitDir }),
    };
  }

  /**
   * A trusted repository is used as it is. The consent of a user is for what it showed: repositories inside are not part of it, as
   * they are of a folder that was named at the start.
   */
  async #openly(layout: Layout, named: boolean, gitlinks: boolean, run: Run, call: Calling): Promise<Setting> {
    const env = repositoryEnvironment(this.#base, layout, always, undefined);
    const [listing, told] = await Promise.all([run(configList(), env), run(facts(), env)]);
    if (path.resolve(told.toString().split('\n')[0] ?? '') !== layout.gitDir)
      throw new ToolError(
        'denied',
        `git takes another folder than "${visible(layout.top ?? layout.gitDir)}" holds for its repository; it was left alone.`,
      );
    const ask = gitlinks ? (made: GitCommand) => run(made, env) : undefined;
    const ignored = named ? [] : await submodulesIn(this.#files, layout, ask, call);
    return {
      entries: parseConfig(listing),
      view: undefined,
      overrides: [
        ...always,
        ...ignored.map(({ key, value }): Override => [Buffer.from(key, 'latin1').toString(), value]),
      ],
      suppressed: [],
      neutralFilters: new Set(),
      uploadsLfs: false,
      hooksElsewhere: lastValue(parseConfig(listing), 'core.hookspath') !== undefined,
    };
  }

  /** Any other is used through a view, in which nothing of it can be executed. */
  async #protectedly(layout: Layout, declared: Declared, gitlinks: boolean, run: Run, call: Calling): Promise<Setting> {
    const { gitDir, commonDir } = layout;
    const place = declared.variables.find(isPlace);
    if (place !== undefined)
      throw new ToolError(
        'denied',
        `The repository keeps a part of itself elsewhere (${visible(place.key)} = ${visible(place.value.slice(0, 100))}), which git would follow. git_trust asks the user to use it as it is.`,
      );
    const reftable = layout.present.includes('reftable');
    const make = (ignored: readonly Variable[], hooks = new Map<string, string>()) =>
      this.#views.make(
        {
          gitDir,
          commonDir,
          config: viewConfig(declared.variables, ignored, commonDir),
          hooks,
          reftable,
        },
        call.signal,
      );
    const environment = (view: View, overrides: readonly Override[]) =>
      repositoryEnvironment(this.#base, layout, overrides, view);
    if (this.#options.links === false) return this.#inPlace(layout, declared, gitlinks, run, call);
    let view = await make([]);
    const ignored = await submodulesIn(
      this.#files,
      layout,
      gitlinks ? (made) => run(made, environment(view, [...always, ...viewOverrides([])])) : undefined,
      call,
    );
    if (ignored.length > 0) view = await make(ignored);
    const entries = parseConfig(await run(configList(), environment(view, [...always, ...viewOverrides([])])));
    const hooks = await hookFiles(this.#files, layout, declared.entries, call);
    const ownLfs = usesLfs(entries) && (await this.#isLfsHook(layout, call));
    const hooksElsewhere = lastValue(entries, 'core.hookspath') !== undefined;
    const uploadsLfs = usesLfs(entries) && (ownLfs || layout.present.includes('lfs')) && !hooksElsewhere;
    if (uploadsLfs) view = await make(ignored, new Map([['pre-push', lfsUpload]]));
    return {
      entries,
      view,
      overrides: [...always, ...viewOverrides(entries)],
      suppressed: suppressedIn(
        declared.entries,
        hooks.filter(({ name }) => !(ownLfs && name === 'pre-push')),
      ),
      uploadsLfs,
      hooksElsewhere,
      neutralFilters: repositorysFilters(declared.variables, entries),
    };
  }

  /**
   * Without links there are no views: a repository is used where it is, as long as its own configuration holds nothing but what
   * a view would have. Its hooks do not run.
   */
  async #inPlace(layout: Layout, declared: Declared, gitlinks: boolean, run: Run, call: Calling): Promise<Setting> {
    const refused = declared.variables.filter((variable) => !isAllowed(variable) && !isOfOtherPrograms(variable));
    if (refused.length > 0) {
      const keys = [...new Set(refused.map(({ key }) => `"${visible(key.slice(0, 80))}"`))];
      const more = keys.length > 5 ? ` and ${keys.length - 5} more` : '';
      throw new ToolError(
        'denied',
        `The configuration of this repository sets ${keys.slice(0, 5).join(', ')}${more}, which git could execute or follow, and this system makes no symbolic links to keep git away from it. Remove these settings, or call git_trust to use the repository as it is.`,
      );
    }
    const env = (more: readonly Override[]) => repositoryEnvironment(this.#base, layout, more, undefined);
    const before = [...always, ...viewOverrides([])];
    const modules = await submodulesIn(
      this.#files,
      layout,
      gitlinks ? (made) => run(made, env([...before, ['core.hooksPath', usersHooks(undefined)]])) : undefined,
      call,
    );
    const ignored = modules.map(({ key, value }): Override => [Buffer.from(key, 'latin1').toString(), value]);
    const entries = parseConfig(await run(configList(), env(before)));
    const users = lastValue(entries, 'core.hookspath');
    const hooks = await hookFiles(this.#files, layout, declared.entries, call);
    return {
      entries,
      view: undefined,
      overrides: [...always, ...viewOverrides(entries), ['core.hooksPath', usersHooks(users)], ...ignored],
      suppressed: suppressedIn([], hooks),
      neutralFilters: new Set(),
      uploadsLfs: false,
      hooksElsewhere: users !== undefined,
    };
  }

  /** Returns whether the repository's own hook is the one that Git LFS installs to upload what a push needs. */
  async #isLfsHook(layout: Layout, call: Calling): Promise<boolean> {
    const hook = { path: `${layout.commonDir}/hooks/pre-push`, most: 4_096 };
    const { bytes } = await this.#files.run('readBytes', hook, call).catch(() => ({ bytes: undefined }));
    return /^\s*git lfs pre-push "\$@"\s*$/m.test(Buffer.from(bytes ?? '', 'base64').toString());
  }

  /** Returns whether it is in a folder that the user trusted at the start. */
  #isNamed(layout: Layout): boolean {
    const place = layout.top ?? layout.gitDir;
    return this.#options.trust.some(
      (folder) => place === folder || place.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep),
    );
  }

  async isTrusted(layout: Layout, declared: Declared, call: Calling): Promise<boolean> {
    if (this.#isNamed(layout)) return true;
    const granted = await this.#options.store.granted(layout.commonDir);
    return granted !== undefined && granted === (await fingerprint(this.#files, layout, declared.entries, call));
  }
}

/** A `.git` beside files can belong to a bare repository: its work trees are elsewhere, and the files here are none of it. */
export function withoutWorkTree({ top, ...layout }: Layout): Layout {
  return { ...layout, ...(top !== undefined && { beside: top }), prefix: '', submodules: false };
}

/** In place of the repository's hook: Git LFS of the user's, and nothing else that the hook may hold. */
const lfsUpload = '#!/bin/sh\nexec git lfs pre-push "$@"\n';

type Run = (made: GitCommand, env: Record<string, string>) => Promise<Buffer>;
type Setting = Pick<
  Known,
  'entries' | 'view' | 'overrides' | 'suppressed' | 'neutralFilters' | 'uploadsLfs' | 'hooksElsewhere'
>;
