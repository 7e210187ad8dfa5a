import { homedir } from 'node:os';
import path from 'node:path';
import { keyParts, type ConfigEntry } from './config.ts';

/** A key of configuration and the value that it is given for one command, on top of everything else. */
export type Override = readonly [key: string, value: string];

/** Something that the repository would have had executed, and that is not. */
export interface Suppressed {
  kind: 'config' | 'hook';
  name: string;
  /** The program or command line that it names. */
  value: string;
}

/**
 * Variables whose value is executed, or decides what is: by section (`*`: any subsection), from git-config(1) of 2.30 to 2.55, and
 * those of Git LFS. They are only told; that none of them acts does not depend on this list.
 */
const executable: Readonly<Record<string, readonly string[]>> = {
  core: ['fsmonitor', 'hookspath', 'sshcommand', 'askpass', 'editor', 'pager', 'gitproxy', 'alternaterefscommand'],
  sequence: ['editor'],
  diff: ['external'],
  'diff.*': ['command', 'textconv'],
  'filter.*': ['clean', 'smudge', 'process'],
  merge: ['default'],
  'merge.*': ['driver'],
  gpg: ['program'],
  'gpg.*': ['program', 'defaultkeycommand'],
  'trailer.*': ['cmd', 'command'],
  'hook.*': ['command'],
  'submodule.*': ['update'],
  'remote.*': ['vcs', 'uploadpack', 'receivepack'],
  'branch.*': ['mergeoptions'],
  pull: ['twohead', 'octopus'],
  interactive: ['difffilter'],
  uploadpack: ['packobjectshook'],
  credential: ['helper'],
  'credential.*': ['helper'],
  include: ['path'],
  'includeif.*': ['path'],
  'difftool.*': ['cmd', 'path'],
  'mergetool.*': ['cmd', 'path'],
  'man.*': ['cmd', 'path'],
  'browser.*': ['cmd', 'path'],
  'tar.*': ['command'],
  'guitool.*': ['cmd'],
  instaweb: ['httpd', 'browser'],
  lfs: ['standalonetransferagent', 'sshtransfer'],
  'lfs.extension.*': ['clean', 'smudge'],
  'lfs.customtransfer.*': ['path', 'args'],
  'lfs.*': ['standalonetransferagent'],
};

/** Settings for every command in every repository, trusted or not: output that can be parsed, nothing in the background. */
export const always: readonly Override[] = [
  ['core.quotePath', 'false'],
  ['core.pager', 'cat'],
  ['core.editor', ':'],
  ['sequence.editor', ':'],
  ['core.askPass', ''],
  ['color.ui', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['log.showSignature', 'false'],
  // Without it a first commit has no changes, in mails too.
  ['log.showRoot', 'true'],
  ['diff.suppressBlankEmpty', 'false'],
  // A diff would write file times into the index, and take its lock for that.
  ['diff.autoRefreshIndex', 'false'],
  ['i18n.commitEncoding', 'UTF-8'],
  ['i18n.logOutputEncoding', 'UTF-8'],
  ['rebase.updateRefs', 'false'],
  ['rebase.missingCommitsCheck', 'ignore'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['transfer.credentialsInUrl', 'warn'],
  ['advice.detachedHead', 'false'],
  ...forPlatform(process.platform),
];

/**
 * The contents that git keeps while it reads history: 96 MB by default, one process. With this, a blame takes a quarter of the memory
 * in the same time.
 */
export const memoryLimits = (entries: readonly ConfigEntry[]): readonly Override[] =>
  entries.some(({ key }) => key === 'core.deltabasecachelimit') ? [] : [['core.deltaBaseCacheLimit', '8m']];

/** Without it, Git for Windows cannot check out paths of more than 260 characters. */
export function forPlatform(platform: NodeJS.Platform): readonly Override[] {
  return platform === 'win32' ? [['core.longPaths', 'true']] : [];
}

/** Returns whether a variable names something that git, or a program that the user gave git, would execute. */
export function isExecutable(key: string): boolean {
  const { section, sub, variable } = keyParts(key);
  if (section === 'alias' || section === 'pager') return true;
  const inner = /^(extension|customtransfer)\./.exec(sub ?? '')?.[1];
  const rule =
    sub === undefined ? section : section === 'lfs' && inner !== undefined ? `lfs.${inner}.*` : `${section}.*`;
  return executable[rule]?.includes(variable) ?? false;
}

/** Returns whether a value of such a variable runs nothing, so that nothing is lost without it. */
const isIdle = ({ key, value }: ConfigEntry): boolean => {
  const { section, variable } = keyParts(key);
  if (value === '') return true;
  if (section === 'alias') return !value.startsWith('!');
  if (section === 'pager') return /^(true|false|yes|no|on|off|0|1)$/i.test(value);
  if (section === 'core' && variable === 'fsmonitor') return /^(false|no|off|0)$/i.test(value);
  if (section === 'submodule' && variable === 'update') return !value.startsWith('!');
  return section === 'merge' && variable === 'default' && value === 'text';
};

/** Names under which git looks for hooks (githooks(5)). */
const hookNames = new Set([
  'applypatch-msg',
  'pre-applypatch',
  'post-applypatch',
  'pre-commit',
  'pre-merge-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'pre-rebase',
  'post-checkout',
  'post-merge',
  'pre-push',
  'pre-receive',
  'update',
  'proc-receive',
  'post-receive',
  'post-update',
  'reference-transaction',
  'push-to-checkout',
  'pre-auto-gc',
  'post-rewrite',
  'sendemail-validate',
  'fsmonitor-watchman',
  'post-index-change',
]);

/** Returns what an untrusted repository would have had executed. */
export const suppressedIn = (declared: readonly ConfigEntry[], hooks: readonly { name: string }[]): Suppressed[] => [
  ...declared
    .filter((entry) => isExecutable(entry.key) && !isIdle(entry))
    .map(({ key, value }): Suppressed => ({ kind: 'config', name: key, value })),
  ...hooks.filter(({ name }) => hookNames.has(name)).map(({ name }): Suppressed => ({ kind: 'hook', name, value: '' })),
];

/**
 * A value that makes `git status` stop before it does anything: git starts one in each repository of the tree that it looks for
 * changes in, with our overrides, but with that repository's own filters.
 */
export const withheld: Override = ['status.showUntrackedFiles', 'withheld'];

/**
 * A folder that does not exist, so that no hook does. On Windows `/dev/null` is a folder of the current drive, which other users may
 * create; in the user's home they cannot.
 */
const noHooks = (platform: NodeJS.Platform): string =>
  platform === 'win32' ? path.win32.join(homedir(), '.mcp-server-git-no-hooks') : '/dev/null';

/** The user's own hooks, kept in one place for all repositories, run; a relative path would lead into the repository. */
export const usersHooks = (folder: string | undefined, platform: NodeJS.Platform = process.platform): string =>
  folder !== undefined && /^(\/|~|[A-Za-z]:[\\/])/.test(folder) ? folder : noHooks(platform);

/** Overrides as the environment that git reads them from. */
export function asEnvironment(overrides: readonly Override[]): Record<string, string> {
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(overrides.length) };
  for (const [index, [key, value]] of overrides.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}

/**
 * The same overrides in the variable that `git -c` passes them on by, which older versions know. There a subsection with "=" or a quote
 * cannot be written; none of this server's own overrides has one, and in a view those of submodules are in its configuration.
 */
export function withParameters(env: Readonly<Record<string, string>>): Record<string, string> {
  const parameters: string[] = [];
  for (let i = 0; i < Number(env['GIT_CONFIG_COUNT'] ?? 0); i++) {
    const [key = '', value = ''] = [env[`GIT_CONFIG_KEY_${i}`], env[`GIT_CONFIG_VALUE_${i}`]];
    if (!/[='\n]/.test(key)) parameters.push(`'${`${key}=${value}`.replaceAll("'", String.raw`'\''`)}'`);
  }
  return { ...env, GIT_CONFIG_PARAMETERS: parameters.join(' ') };
}
