/** What an installed server may cost at most. The table in docs/packages.md is made of these. */
export interface Budget {
  /** Thousands of bytes that are downloaded, native modules aside. */
  packedKb: number;
  /** Thousands of bytes on the disk, native modules aside. */
  unpackedKb: number;
  /** Packages in node_modules, its own included. */
  packages: number;
  /** What is native and so installed beside it. */
  native?: { names: readonly string[]; what: string };
}

/** By the names of the packages' folders. */
export const budgets: Readonly<Record<string, Budget>> = {
  filesystem: { packedKb: 290, unpackedKb: 1000, packages: 1 },
  git: { packedKb: 250, unpackedKb: 850, packages: 1 },
  github: { packedKb: 250, unpackedKb: 950, packages: 1 },
  sqlite: {
    packedKb: 220,
    unpackedKb: 750,
    packages: 5,
    native: {
      names: ['better-sqlite3', '@resvg/resvg-js'],
      what: '`better-sqlite3` (28 MB: the binaries of eight systems) and `@resvg/resvg-js` (4 MB), with one package more each',
    },
  },
};
