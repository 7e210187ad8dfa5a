import path from 'node:path';
import { ToolError, type Call } from '@mcp-reference/kit';
import { checkAddress } from '../git/address.ts';
import { onePath } from '../git/asked-paths.ts';
import { stagePaths } from '../git/adding.ts';
import { resetTo } from '../git/commands/commit.ts';
import { addGitlinks } from '../git/commands/index.ts';
import { cloneModule } from '../git/commands/network.ts';
import { setGitmodules } from '../git/commands/setup.ts';
import { lsFiles } from '../git/commands/status.ts';
import type { Git } from '../git/git.ts';
import { argument, treePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { headOf } from '../git/revision.ts';
import { servingOf } from '../git/serving.ts';
import { under } from '../present.ts';
import { brief, scrubbed, shownLine } from '../text.ts';
import { progressOf } from './remote.ts';
import { relativeTo } from './submodule.ts';

/** Adds a repository as a submodule, and stages it and its entry in `.gitmodules`. */
export async function addSubmodule(
  git: Git,
  repo: Repository,
  { url, path: given, depth }: { url: string; path: string; depth?: number | undefined },
  call: Call,
): Promise<string> {
  const top = repo.top();
  const at = argument(await onePath(repo, given, call));
  const relative = url.startsWith('./') || url.startsWith('../');
  const address = await checkAddress(relative ? await relativeTo(repo, url, call) : url, git, call);
  if (scrubbed(url) !== url && /:[^/@]*@/.test(url))
    throw new ToolError('invalid', 'The url has a password in it, which everyone who gets .gitmodules could read.');
  const place = path.join(top, at);
  return repo.exclusively(call, async () => {
    await assertFree(repo, at, call);
    const ends = address.local ? await servingOf(git, address.url, false, call) : {};
    const target = await repo.files.run('freshFolder', { path: place }, call);
    if (target.path !== place) throw new ToolError('denied', `A folder on the way to "${shownLine(at)}" is a link.`);
    const module = { gitDir: repo.layout.commonDir, top, name: at, path: at };
    if ((await repo.files.run('moduleAt', module, call)) !== 'absent')
      throw new ToolError('conflict', `A repository of a submodule "${shownLine(at)}" exists already.`);
    const own = path.join(repo.layout.commonDir, 'modules', at);
    const transfer = { depth, ends, onStderr: progressOf(call) };
    await git.runOutside(cloneModule(address.url, place, own, transfer), call, {
      GIT_ALLOW_PROTOCOL: address.protocol,
    });
    await repo.files.run('connectModule', module, call);
    const made = await git.open(place, call);
    const head = await headOf(made);
    if (head === undefined) throw new ToolError('conflict', 'That repository has no commit, which a submodule needs.');
    await made.exclusively(call, () => made.run(resetTo('hard', head), call));
    for (const [key, value] of [
      ['path', at],
      ['url', url],
    ] as const)
      await repo.run(setGitmodules(`submodule.${at}.${key}`, value), call);
    await repo.configure([
      [`submodule.${at}.active`, 'true'],
      [`submodule.${at}.url`, address.url],
    ]);
    await stagePaths(repo, [treePath('.gitmodules', top)], {}, call);
    await repo.run(addGitlinks([treePath(at, top)]), call);
    return under([`added the submodule ${shownLine(at)} at ${brief(head)}`, 'staged with .gitmodules']);
  });
}

/** @throws ToolError for a path that is tracked, and for a `.gitmodules` that git would write through. */
async function assertFree(repo: Repository, at: string, call: Call): Promise<void> {
  const paths = [treePath(at, repo.top())];
  if ((await repo.run(lsFiles({ mode: 'tracked', paths }), call)).stdout.length > 0)
    throw new ToolError('conflict', `"${shownLine(at)}" is tracked already; give a path that is not.`);
  const { kind } = await repo.files.run('readBytes', { path: `${repo.top()}/.gitmodules`, most: 1024 * 1024 }, call);
  if (kind !== undefined && kind !== 'file')
    throw new ToolError('denied', 'The .gitmodules of this repository is not a regular file.');
}
