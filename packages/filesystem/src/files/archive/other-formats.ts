/** Signatures of archives and compressed files that are not zip, at an offset. */
const formats: readonly [name: string, magic: string, at: number][] = [
  ['gzip', '\x1f\x8b', 0],
  ['bzip2', 'BZh', 0],
  ['xz', '\xfd7zXZ\0', 0],
  ['7z', '7z\xbc\xaf\x27\x1c', 0],
  ['RAR', 'Rar!\x1a\x07', 0],
  ['tar', 'ustar', 257],
];

/** Returns the name of the format that a file begins like, if it is an archive that is not zip. */
export const otherFormat = (start: Buffer): string | undefined =>
  formats.find(([, magic, at]) => start.toString('latin1', at, at + magic.length) === magic)?.[0];
