export type DocumentKind = 'pdf' | 'package' | 'ipynb' | 'binary office';

const packageExtension = /\.(?:doc|xls|ppt)[xm]$|\.(?:od[tsp]|epub)$/i;
/** The names of the first entries that programs write into documents. */
const firstEntry = /^(?:\[Content_Types\]\.xml|mimetype|_rels\/|docProps\/|word\/|xl\/|ppt\/)/;

/**
 * Returns the kind of document that a file is, by its first bytes; its name counts only for notebooks, and where the bytes
 * leave it open. Undefined for all others.
 */
export function documentKind(start: Buffer, path: string): DocumentKind | undefined {
  if (start.subarray(0, 1024).includes('%PDF-')) return 'pdf';
  if (/\.ipynb$/i.test(path) && /^\s*\{/.test(start.toString('latin1', 0, 64))) return 'ipynb';
  const bytes = start.toString('latin1', 0, 256);
  if (bytes.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return 'binary office';
  if (!bytes.startsWith('PK\x03\x04')) return undefined;
  // The name of an entry begins at byte 30 of its header.
  return packageExtension.test(path) || firstEntry.test(bytes.slice(30)) ? 'package' : undefined;
}
