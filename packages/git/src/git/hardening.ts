import { isRepositorys, keyParts, type ConfigEntry } from './config.ts';

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

/** Hooks that configuration can define from git 2.54 on; an event that is off runs none of them. */
const hookEvents = [
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
];

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

/** What holds besides in a repository that is not trusted, whatever its configuration says. */
const protectedAlways: readonly Override[] = [
  ['core.fsmonitor', 'false'],
  ['diff.external', ''],
  ['merge.default', 'text'],
  ['core.alternateRefsCommand', ':'],
  ['safe.bareRepository', 'explicit'],
  ...hookEvents.map((event): Override => [`hook.${event}.enabled`, 'false']),
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

/**
 * The overrides for a repository that is not trusted: each key that the repository's own configuration sets and that git would
 * execute gets the user's own value of it, or else a harmless one. Given by environment (`GIT_CONFIG_COUNT`), never by
 * `-c`: a subsection with "=" in it would defeat that.
 */
export function protect(
  entries: readonly ConfigEntry[],
  hooks: readonly string[],
): { overrides: Override[]; suppressed: Suppressed[]; neutralFilters: Set<string> } {
  const users = entries.filter((entry) => !isRepositorys(entry));
  const userValue = new Map(users.map(({ key, value }) => [key, value]));
  const overrides: Override[] = [...protectedAlways, ['core.hooksPath', usersHooks(userValue.get('core.hookspath'))]];
  const suppressed: Suppressed[] = [];
  const neutralFilters = new Set<string>();
  const seen = new Set<string>();
  let helpers = false;
  for (const entry of entries) {
    if (!isRepositorys(entry)) continue;
    const { key, value } = entry;
    if (isHelper(key)) {
      helpers = true;
      suppressed.push({ kind: 'config', name: key, value });
      continue;
    }
    const { rule, sub } = nameOf(key);
    if (rule === undefined) continue;
    if (!isIdle(entry)) suppressed.push({ kind: 'config', name: key, value });
    if (seen.has(key)) continue;
    seen.add(key);
    if (key === 'core.hookspath') continue;
    overrides.push([key, userValue.get(key) ?? rule]);
    if (key.startsWith('filter.') && sub !== undefined && !userValue.has(key) && value !== '') neutralFilters.add(sub);
  }
  if (helpers) {
    // An empty helper forgets those before it; the user's own are told again behind it.
    overrides.push(['credential.helper', '']);
    for (const { key, value } of users) if (isHelper(key)) overrides.push([key, value]);
  }
  for (const filter of neutralFilters) {
    for (const variable of ['clean', 'smudge', 'process'] as const) {
      const key = `filter.${filter}.${variable}`;
      if (!seen.has(key) && !userValue.has(key)) overrides.push([key, '']);
    }
    if (!userValue.has(`filter.${filter}.required`)) overrides.push([`filter.${filter}.required`, 'false']);
  }
  for (const name of hooks) suppressed.push({ kind: 'hook', name, value: '' });
  return { overrides, suppressed, neutralFilters };
}

/** The user's own hooks, kept in one place for all repositories, run; a relative path would lead into the repository. */
const usersHooks = (path: string | undefined): string =>
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
