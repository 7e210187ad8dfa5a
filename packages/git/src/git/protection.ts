import { isAllowed } from './allowed-keys.ts';
import { writeConfigFile, type Variable } from './config-file.ts';
import { bySubsection, isRepositorys, lastValue, type ConfigEntry } from './config.ts';
import { usersHooks, type Override } from './hardening.ts';

/** In every view: nothing relative to it gets into the repository, and the storage of Git LFS stays where it is. */
const viewVariables = (commonDir: string): Variable[] => [
  { key: 'worktree.userelativepaths', value: 'false' },
  { key: 'lfs.storage', value: Buffer.from(`${commonDir}/lfs`).toString('latin1') },
  { key: 'diff.ignoresubmodules', value: 'dirty' },
];

/** The configuration of a view: what is allowed of the repository's own. */
export const viewConfig = (declared: readonly Variable[], more: readonly Variable[], commonDir: string): string =>
  writeConfigFile([...oneAddressEach(declared.filter(isAllowed)), ...viewVariables(commonDir), ...more]);

/** Git pushes to every address of a remote; the one that the user is asked about is the first. */
function oneAddressEach(variables: readonly Variable[]): Variable[] {
  const seen = new Set<string>();
  return variables.filter(({ key }) => {
    if (!/^remote\.[\s\S]+\.(?:url|pushurl)$/.test(key)) return true;
    return !seen.has(key) && seen.add(key);
  });
}

/** Refspecs of a remote that would overwrite branches of the user's own. */
export const overwritingRefspecs = (declared: readonly ConfigEntry[], remote: string): string[] =>
  declared.filter((entry) => entry.key === `remote.${remote}.fetch` && !isAllowed(entry)).map(({ value }) => value);

/**
 * On top of the view: what the user may have set for every repository, and that would lead into this one. A file system monitor
 * is left out, since nothing is to keep running.
 */
export const viewOverrides = (entries: readonly ConfigEntry[]): Override[] => [
  ['core.fsmonitor', 'false'],
  ['safe.bareRepository', 'explicit'],
  ...relativeHooks(
    lastValue(
      entries.filter((entry) => !isRepositorys(entry)),
      'core.hookspath',
    ),
  ),
  ...lfsServer(entries),
];

/** Returns whether the user, not the repository, set Git LFS up. */
export const usesLfs = (entries: readonly ConfigEntry[]): boolean =>
  entries.some(
    (entry) => !isRepositorys(entry) && (entry.key === 'filter.lfs.process' || entry.key === 'filter.lfs.clean'),
  );

/** Git LFS of the user's takes its server from the remote, never from the file `.lfsconfig` of the work tree. */
function lfsServer(entries: readonly ConfigEntry[]): Override[] {
  const users = entries.filter((entry) => !isRepositorys(entry));
  const own = (key: string) => lastValue(users, key);
  if (!usesLfs(entries)) return [];
  const remote = lfsRemote(entries) ?? 'none';
  const server = /^https?:/.test(remote)
    ? `${remote.replace(/\/$/, '').replace(/(\.git)?$/, '.git')}/info/lfs`
    : remote;
  return ['lfs.url', 'lfs.pushurl'].flatMap((key): Override[] =>
    own(key) === undefined ? [[key, own('lfs.url') ?? server]] : [],
  );
}

/** The address of the repository's that Git LFS takes its server from; undefined where the user's own settings name the server. */
export function lfsRemote(entries: readonly ConfigEntry[]): string | undefined {
  const users = entries.filter((entry) => !isRepositorys(entry));
  if (lastValue(users, 'lfs.url') !== undefined) return undefined;
  const urls = bySubsection(entries, 'remote', 'url');
  return urls.get('origin') ?? [...urls.values()][0];
}

const relativeHooks = (path: string | undefined): Override[] =>
  path === undefined || usersHooks(path) === path ? [] : [['core.hooksPath', usersHooks(path)]];

/** Filters that only the repository defines: they do not run, and what needs them cannot be stored. */
export function repositorysFilters(declared: readonly Variable[], entries: readonly ConfigEntry[]): Set<string> {
  const users = new Set(entries.filter((entry) => !isRepositorys(entry)).map(({ key }) => key));
  const names = new Set<string>();
  for (const { key, value } of declared) {
    const name = /^filter\.(.+)\.(?:clean|smudge|process)$/s.exec(key)?.[1];
    if (name === undefined || value === '') continue;
    if (!['clean', 'smudge', 'process'].some((kind) => users.has(`filter.${name}.${kind}`)))
      names.add(Buffer.from(name, 'latin1').toString());
  }
  return names;
}

/** Git LFS cannot serve a repository on this computer through its view; this server copies the contents. */
export const isLocal = (url: string): boolean =>
  /^(file:|[A-Za-z]:[\\/])/i.test(url) || !/^[a-z][a-z0-9+.-]*:\/\/|^[^/]+:/i.test(url);
