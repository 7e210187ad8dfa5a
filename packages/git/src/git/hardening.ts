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

/** Behaves as git's own three-way text merge does, for a merge driver that is not to run. */
const textMerge = 'git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B';

/**
 * The keys whose value is executed, or decides what is: by section, then variable, with the value that makes them
 * harmless. `*` stands for any subsection. From git-config(1) of 2.30 to 2.55, and tried against each.
 */
const executable: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  core: {
    fsmonitor: 'false',
    hookspath: '/dev/null',
    sshcommand: 'ssh',
    askpass: '',
    editor: ':',
    pager: 'cat',
    gitproxy: '',
    alternaterefscommand: ':',
  },
  sequence: { editor: ':' },
  diff: { external: '' },
  'diff.*': { command: '', textconv: '' },
  'filter.*': { clean: '', smudge: '', process: '', required: 'false' },
  merge: { default: 'text' },
  'merge.*': { driver: textMerge },
  gpg: { program: 'gpg' },
  'gpg.*': { program: 'gpg', defaultkeycommand: '' },
  'trailer.*': { cmd: '', command: '' },
  'hook.*': { enabled: 'false', command: ':' },
  'submodule.*': { update: 'none' },
  'remote.*': { vcs: '' },
  'branch.*': { mergeoptions: '' },
  'pager.*': {},
};

const neutralPrograms: Readonly<Record<string, string>> = {
  'gpg.ssh.program': 'ssh-keygen',
  'gpg.x509.program': 'gpgsm',
};

/** What holds for every command in every repository, trusted or not: output that can be parsed, nothing in the background. */
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
  ['diff.suppressBlankEmpty', 'false'],
  ['i18n.commitEncoding', 'UTF-8'],
  ['i18n.logOutputEncoding', 'UTF-8'],
  ['rebase.updateRefs', 'false'],
  ['rebase.missingCommitsCheck', 'ignore'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['transfer.credentialsInUrl', 'warn'],
  ['advice.detachedHead', 'false'],
];

const nameOf = (key: string): { rule: string | undefined; sub: string | undefined } => {
  const { section, sub, variable } = keyParts(key);
  const inSection = executable[sub === undefined ? section : `${section}.*`];
  return { rule: neutralPrograms[key] ?? inSection?.[variable], sub };
};

/** Whether a key names something that git would execute. */
export const isExecutable = (key: string): boolean => nameOf(key).rule !== undefined || isHelper(key);

const isHelper = (key: string): boolean => {
  const { section, variable } = keyParts(key);
  return section === 'credential' && variable === 'helper';
};

/** Whether a value of such a key is harmless by itself, so that nothing is lost when it is overridden. */
const isIdle = ({ key, value }: ConfigEntry): boolean => {
  const { section, variable } = keyParts(key);
  if (value === '') return true;
  if (section === 'filter' && variable === 'required') return true;
  if (section === 'core' && variable === 'fsmonitor') return /^(false|no|off|0)$/i.test(value);
  if (section === 'submodule' && variable === 'update') return !value.startsWith('!');
  if (section === 'hook' && variable === 'enabled') return true;
  return section === 'merge' && variable === 'default' && value === 'text';
};

/** Returns what an untrusted repository would have had executed. */
export const suppressedIn = (declared: readonly ConfigEntry[], hooks: readonly { name: string }[]): Suppressed[] => [
  ...declared
    .filter((entry) => isExecutable(entry.key) && !isIdle(entry))
    .map(({ key, value }): Suppressed => ({ kind: 'config', name: key, value })),
  ...hooks.map(({ name }): Suppressed => ({ kind: 'hook', name, value: '' })),
];

/**
 * A value that makes `git status` stop before it does anything: git starts one in each repository of the tree that it looks for
 * changes in, with our overrides, but with that repository's own filters.
 */
export const withheld: Override = ['status.showUntrackedFiles', 'withheld'];

/** The user's own hooks, kept in one place for all repositories, run; a relative path would lead into the repository. */
export const usersHooks = (path: string | undefined): string =>
  path !== undefined && /^(\/|~|[A-Za-z]:[\\/])/.test(path) ? path : '/dev/null';

/** Overrides as the environment that git reads them from. */
export function asEnvironment(overrides: readonly Override[]): Record<string, string> {
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(overrides.length) };
  for (const [index, [key, value]] of overrides.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}
