import type { Variable } from './config-file.ts';
import { keyParts } from './config.ts';

/**
 * Variables of a repository's own configuration that git is given although the repository is not trusted: data that names
 * no program, no file and no address but those of its remotes. Everything else is left out, known or not.
 */
type Rule = true | RegExp;

const bool = /^(true|false|yes|no|on|off|0|1|)$/i;
const number = /^\d{1,12}[kmg]?$/i;
const word = /^[\w.+-]{1,80}$/;
const noteRef = /^refs\/notes\/[\w.*/-]+$/;

const plain: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  core: {
    repositoryformatversion: number,
    bare: bool,
    filemode: bool,
    symlinks: bool,
    ignorecase: bool,
    precomposeunicode: bool,
    longpaths: bool,
    autocrlf: /^(true|false|input)$/i,
    eol: word,
    safecrlf: /^(true|false|warn)$/i,
    whitespace: /^[\w ,=-]*$/,
    checkstat: word,
    trustctime: bool,
    logallrefupdates: /^(true|false|always)$/i,
    sharedrepository: /^(group|true|false|umask|all|world|everybody|[01]|0?[0-7]{3})$/i,
    sparsecheckout: bool,
    sparsecheckoutcone: bool,
    untrackedcache: /^(true|false|keep)$/i,
    preloadindex: bool,
    fscache: bool,
    commitgraph: bool,
    multipackindex: bool,
    bigfilethreshold: number,
    compression: /^-?\d$/,
    abbrev: word,
    notesref: noteRef,
  },
  notes: { displayref: noteRef },
  user: { name: true, email: true, useconfigonly: bool, signingkey: /^[\w@.+<> -]+$/ },
  author: { name: true, email: true },
  committer: { name: true, email: true },
  commit: { gpgsign: bool },
  tag: { gpgsign: bool, forcesignannotated: bool },
  gpg: { format: /^(openpgp|x509|ssh)$/i },
  checkout: { defaultremote: word },
  diff: { algorithm: word, renames: word, renamelimit: number, indentheuristic: bool },
  fetch: { prune: bool, prunetags: bool },
  index: { version: number, sparse: bool },
  merge: { ff: word, conflictstyle: word, renames: word, renamelimit: number },
  pull: { rebase: word, ff: word },
  push: { default: word },
  rebase: { autosquash: bool, updaterefs: bool },
  receive: { denydeletes: bool, denynonfastforwards: bool, fsckobjects: bool, maxinputsize: number },
  rerere: { enabled: bool, autoupdate: bool },
  transfer: { fsckobjects: bool, hiderefs: /^[\w!^/.*-]+$/ },
  uploadpack: { allowfilter: bool, allowanysha1inwant: bool, allowtipsha1inwant: bool, allowreachablesha1inwant: bool },
  lfs: {
    repositoryformatversion: number,
    locksverify: bool,
    fetchinclude: true,
    fetchexclude: true,
    allowincompletepush: bool,
    skipdownloaderrors: bool,
    concurrenttransfers: number,
  },
};

const named: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  branch: { remote: true, merge: true, rebase: word, pushremote: true, description: true },
  remote: {
    url: true,
    pushurl: true,
    fetch: true,
    tagopt: /^--(no-)?tags$/,
    prune: bool,
    prunetags: bool,
    promisor: bool,
    partialclonefilter: /^[\w:=+%-]+$/,
    followremotehead: word,
  },
  credential: { username: /^[\w@.+-]+$/ },
  lfs: { locksverify: bool },
  submodule: { active: bool },
};

/** Extensions that are left out. One that is unknown makes git refuse the repository, as it should. */
const withheldExtensions = new Set(['worktreeconfig']);

/** Values of extensions are names. From git 2.54 on `refStorage` can also be an address: `files:///another/folder`. */
export const isPlace = ({ key, value }: Variable): boolean =>
  key.startsWith('extensions.') && key !== 'extensions.partialclone' && /[^\w.-]/.test(value);

/** Returns whether an untrusted repository's variable is passed on to git. */
export function isAllowed({ key, value }: Variable): boolean {
  const { section, sub, variable } = keyParts(key);
  if (/[\0\n\r]/.test(value) && variable !== 'description') return false;
  if (section === 'extensions' && sub === undefined)
    return !withheldExtensions.has(variable) && !isPlace({ key, value });
  if (section === 'remote' && variable === 'fetch' && sub !== undefined) return isTracking(value, sub);
  const rule = (sub === undefined ? plain : named)[section]?.[variable];
  return rule === true || (rule?.test(value) ?? false);
}

/** Sections that no version of git, and nothing that git starts, reads. */
const otherPrograms = new Set(['gui', 'gitflow', 'gitlens', 'vscode', 'github', 'magit', 'tig']);

/** Returns true for what other programs keep in a repository's configuration. Git's own variables have no hyphen. */
export function isOfOtherPrograms({ key }: Variable): boolean {
  const { section, sub, variable } = keyParts(key);
  return otherPrograms.has(section) || (section === 'branch' && sub !== undefined && variable.includes('-'));
}

/** A refspec that writes remote-tracking branches or tags, and none of the user's own branches. */
const isTracking = (refspec: string, remote: string): boolean => {
  const to = refspec.replace(/^\+/, '').split(':')[1];
  return (
    refspec.startsWith('^') ||
    to === undefined ||
    to.startsWith(`refs/remotes/${remote}/`) ||
    /^refs\/(remotes|pull|merge-requests)\//.test(to) ||
    (to.startsWith('refs/tags/') && !refspec.startsWith('+'))
  );
};
