import { ToolError, type Call } from '@mcp-reference/kit';
import { checkAddress } from '../git/address.ts';
import { submoduleUpdate } from '../git/commands/network.ts';
import { configFile } from '../git/commands/objects.ts';
import { remoteUrl } from '../git/commands/refs.ts';
import { keyParts } from '../git/config.ts';
import type { Git } from '../git/git.ts';
import { askedPaths } from '../git/asked-paths.ts';
import { argument, treePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { resolve } from '../git/revision.ts';
import { under } from '../present.ts';
import { count, shownLine } from '../text.ts';
import { progressOf } from './remote.ts';

/**
 * Fetches and checks out submodules as the commit has them. Each address is checked first; how a submodule is to be updated is
 * said by us, since `.gitmodules` and the configuration can name a program.
 */
export async function submodulesText(
  git: Git,
  repo: Repository,
  { paths, depth }: { paths: string[]; depth?: number | undefined },
  call: Call,
): Promise<string> {
  const top = repo.top();
  const blob = await resolve(repo, 'HEAD:.gitmodules', 'object').catch(() => undefined);
  if (blob === undefined)
    throw new ToolError('not_found', 'The commit has no .gitmodules, so there are no submodules.');
  const wanted = (await askedPaths(repo, paths, call)).map(argument);
  const modules = new Map<string, { path?: string; url?: string }>();
  for (const pair of (await repo.run(configFile(blob.oid), call)).stdout.toString().split('\0')) {
    const [key = '', value = ''] = pair.split('\n');
    const { section, sub, variable } = keyParts(key);
    if (section !== 'submodule' || sub === undefined) continue;
    if (sub.split('/').includes('..'))
      throw new ToolError(
        'denied',
        `The submodule "${shownLine(sub)}" has a name that leads out of the git directory.`,
      );
    const found = modules.get(sub) ?? {};
    if (variable === 'path') found.path = argument(treePath(value, top));
    if (variable === 'url') found.url = value;
    modules.set(sub, found);
  }
  const chosen = [...modules].filter(
    ([, { path }]) => path !== undefined && (wanted.length === 0 || wanted.includes(path)),
  );
  if (chosen.length === 0)
    throw new ToolError('not_found', 'None of these paths is a submodule; see git_list {what: "submodules"}.');
  const protocols = new Set<string>();
  let local = false;
  const overrides: [string, string][] = [];
  for (const [name, { url = '' }] of chosen) {
    const full = url.startsWith('./') || url.startsWith('../') ? await relativeTo(repo, url, call) : url;
    const address = await checkAddress(full, git, call);
    protocols.add(address.protocol);
    local ||= address.local;
    overrides.push(
      [`submodule.${name}.update`, 'checkout'],
      [`submodule.${name}.url`, address.url],
      [`submodule.${name}.active`, 'true'],
    );
  }
  const start = repo.known.overrides.length;
  const env = {
    GIT_ALLOW_PROTOCOL: [...protocols].join(':'),
    GIT_CONFIG_COUNT: String(start + overrides.length),
    ...Object.fromEntries(
      overrides.flatMap(([key, value], i): [string, string][] => [
        [`GIT_CONFIG_KEY_${start + i}`, key],
        [`GIT_CONFIG_VALUE_${start + i}`, value],
      ]),
    ),
  };
  return repo.exclusively(call, async () => {
    await repo.run(
      submoduleUpdate(
        chosen.map(([, { path = '' }]) => path),
        { depth, ends: { local }, onStderr: progressOf(call) },
      ),
      call,
      { env },
    );
    return under(
      [`checked out ${count(chosen.length, 'submodule')}`],
      chosen.map(([, { path = '' }]) => shownLine(path)),
    );
  });
}

/** An address that is relative to that of the remote (gitmodules(5)). */
async function relativeTo(repo: Repository, url: string, call: Call): Promise<string> {
  const base = await repo.text(remoteUrl('origin', false), call).catch(() => repo.top());
  let at = base.replace(/\/+$/, '');
  let rest = url;
  for (;;) {
    if (rest.startsWith('./')) rest = rest.slice(2);
    else if (rest.startsWith('../')) {
      rest = rest.slice(3);
      at = at.replace(/[/:][^/:]*$/, '');
    } else return `${at}/${rest}`;
  }
}
