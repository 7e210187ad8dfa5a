import path from 'node:path';
import { ToolError, type Call } from '@mcp-reference/kit';
import { checkAddress, type Address } from '../git/address.ts';
import { detach } from '../git/commands/branch.ts';
import { cloneModule, fetchModule } from '../git/commands/network.ts';
import { configFile } from '../git/commands/objects.ts';
import { remoteUrl } from '../git/commands/refs.ts';
import { lsFiles } from '../git/commands/status.ts';
import { keyParts } from '../git/config.ts';
import type { Git } from '../git/git.ts';
import { askedPaths } from '../git/asked-paths.ts';
import { asOid, type Oid } from '../git/names.ts';
import { argument, treePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { resolve } from '../git/revision.ts';
import { servingOf } from '../git/serving.ts';
import { split } from '../git/status.ts';
import { under } from '../present.ts';
import { brief, count, shownLine } from '../text.ts';
import { detachedAt, leftBehind } from './checkout.ts';
import { keepingWay } from './in-the-way.ts';
import { progressOf } from './remote.ts';

interface Module {
  name: string;
  path: string;
  /** The commit that the index has for it. */
  commit: Oid;
  address: Address;
}

/**
 * Fetches and checks out submodules as the commit has them. A module is a separate repository that is not trusted: its
 * configuration is left aside like that of any other, and the address is the one of `.gitmodules`, checked.
 */
export async function submodulesText(
  git: Git,
  repo: Repository,
  { paths, depth }: { paths: string[]; depth?: number | undefined },
  call: Call,
): Promise<string> {
  repo.top();
  const declared = await declaredModules(repo, call);
  const wanted = (await askedPaths(repo, paths, call)).map(argument);
  const chosen = [...declared].filter(
    ([, { path: at }]) => at !== undefined && (wanted.length === 0 || wanted.includes(at)),
  );
  if (chosen.length === 0)
    throw new ToolError('not_found', 'None of these paths is a submodule; see git_list {what: "submodules"}.');
  const modules: Module[] = [];
  for (const [name, { path: at = '', url = '' }] of chosen) {
    const full = url.startsWith('./') || url.startsWith('../') ? await relativeTo(repo, url, call) : url;
    const commit = await recordedCommit(repo, at, call);
    if (commit !== undefined) modules.push({ name, path: at, commit, address: await checkAddress(full, git, call) });
  }
  return repo.exclusively(call, async () => {
    const lines: string[] = [];
    for (const module of modules) lines.push(await update(git, repo, module, depth, call));
    return under([`checked out ${count(modules.length, 'submodule')}`], lines);
  });
}

async function declaredModules(repo: Repository, call: Call): Promise<Map<string, { path?: string; url?: string }>> {
  const blob = await resolve(repo, 'HEAD:.gitmodules', 'object').catch(() => undefined);
  if (blob === undefined)
    throw new ToolError('not_found', 'The commit has no .gitmodules, so there are no submodules.');
  const modules = new Map<string, { path?: string; url?: string }>();
  for (const pair of (await repo.run(configFile(blob.oid), call)).stdout.toString().split('\0')) {
    const cut = pair.indexOf('\n');
    const { section, sub, variable } = keyParts(cut === -1 ? pair : pair.slice(0, cut));
    const value = pair.slice(cut + 1);
    if (section !== 'submodule' || sub === undefined) continue;
    if (sub === '' || path.isAbsolute(sub) || sub.split(/[/\\]/).some((part) => part === '..' || part === ''))
      throw new ToolError(
        'denied',
        `The submodule "${shownLine(sub)}" has a name that leads out of the git directory.`,
      );
    const found = modules.get(sub) ?? {};
    if (variable === 'path') found.path = argument(treePath(value, repo.top()));
    if (variable === 'url') found.url = value;
    modules.set(sub, found);
  }
  return modules;
}

async function recordedCommit(repo: Repository, at: string, call: Call): Promise<Oid | undefined> {
  const { stdout } = await repo.run(lsFiles({ mode: 'stages', paths: [treePath(at, repo.top())] }), call);
  const [mode = '', oid = ''] = split(stdout)[0]?.toString('latin1').split(' ') ?? [];
  return mode === '160000' ? asOid(oid) : undefined;
}

async function update(
  git: Git,
  repo: Repository,
  { name, path: at, commit, address }: Module,
  depth: number | undefined,
  call: Call,
): Promise<string> {
  const place = path.join(repo.top(), at);
  const ends = address.local ? await servingOf(git, address.url, false, call) : {};
  const env = { GIT_ALLOW_PROTOCOL: address.protocol };
  const onStderr = progressOf(call);
  const state = await repo.files.run('moduleAt', { gitDir: repo.layout.gitDir, top: repo.top(), name, path: at }, call);
  if (state === 'absent') {
    const target = await repo.files.run('freshFolder', { path: place }, call);
    if (target.path !== place) throw new ToolError('denied', `A folder on the way to "${shownLine(at)}" is a link.`);
    const own = path.join(repo.layout.gitDir, 'modules', name);
    await git.runOutside(cloneModule(address.url, place, own, { depth, ends, onStderr }), call, env);
    await repo.files.run('connectModule', { gitDir: repo.layout.gitDir, top: repo.top(), name, path: at }, call);
  } else if (state === 'unconnected')
    await repo.files.run('connectModule', { gitDir: repo.layout.gitDir, top: repo.top(), name, path: at }, call);
  const module = await git.open(place, call);
  if (module.layout.top !== place)
    throw new ToolError('conflict', `"${shownLine(at)}" is not the top of a repository.`);
  await repo.configure([
    [`submodule.${name}.active`, 'true'],
    [`submodule.${name}.url`, address.url],
  ]);
  return module.exclusively(call, async () => {
    if ((await module.objects.info(commit)) === undefined) {
      await module.run(
        fetchModule(address.url, ['+refs/heads/*:refs/remotes/origin/*'], { depth, ends, onStderr }),
        call,
        { env },
      );
      if ((await module.objects.info(commit)) === undefined)
        await module.run(fetchModule(address.url, [commit], { depth, ends, onStderr }), call, { env });
    }
    const go = async () => {
      const from = await detachedAt(module, call);
      await module.run(detach(commit), call);
      const left = from === undefined ? undefined : await leftBehind(module, from, call);
      return `${shownLine(at)} ${brief(commit)}${left === undefined ? '' : `\n${left}`}`;
    };
    return keepingWay(module, { trees: [commit] }, `check out ${brief(commit)}`, go, call);
  });
}

/** An address that is relative to that of the remote (gitmodules(5)). */
export async function relativeTo(repo: Repository, url: string, call: Call): Promise<string> {
  const base = await repo.text(remoteUrl('origin', false), call).catch(() => repo.top());
  let at = path.isAbsolute(base) || /^[^/]*:/.test(base) ? base : path.resolve(repo.top(), base);
  at = at.replace(/\/+$/, '');
  let rest = url;
  for (;;) {
    if (rest.startsWith('./')) rest = rest.slice(2);
    else if (rest.startsWith('../')) {
      rest = rest.slice(3);
      at = at.replace(/[/:][^/:]*$/, '');
    } else return `${at}/${rest}`;
  }
}
