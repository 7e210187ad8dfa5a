/** Characters that HFS+ ignores in names. */
const ignoredByHfs = /[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/g;

/** Returns whether some file system takes a name for ".git": in any case, with an ignored character, or a Windows alias. */
export const isDotGit = (name: string): boolean => {
  const plain = name
    .replaceAll(ignoredByHfs, '')
    .split(':')[0]
    ?.replace(/[ .]+$/, '')
    .toLowerCase();
  return plain === '.git' || /^git~\d+$/.test(plain ?? '');
};

/** Returns whether a path in a tree or index would be written outside the work tree, or into ".git". */
export const leadsOut = (path: string): boolean =>
  path === '' ||
  path.startsWith('/') ||
  path.split('/').some((name) => name === '' || name === '.' || name === '..' || isDotGit(name)) ||
  (process.platform === 'win32' && /\\|^[A-Za-z]:/.test(path));
