/** True for the text that a repository has in place of a file that Git LFS stores elsewhere. */
export const isLfsPointer = (text: string): boolean => text.startsWith('version https://git-lfs.github.com/spec/');

/** Says that a write replaced a pointer: the content is no longer stored with Git LFS. `after` is undefined for bytes. */
export const replacedPointer = (before: string | undefined, after: string | undefined): string | undefined =>
  isLfsPointer(before ?? '') && !isLfsPointer(after ?? '')
    ? 'it was a Git LFS pointer; the new content is stored in the repository itself'
    : undefined;
