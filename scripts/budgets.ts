/** Size limits of an installed package. The table in docs/packages.md is made from these. */
export interface Budget {
  /** Thousands of bytes to download, without native modules. */
  packedKb: number;
  /** Thousands of bytes on the disk, without native modules. */
  unpackedKb: number;
  /** Native modules, which are installed next to it. */
  native?: {
    names: readonly string[];
    /** The number of packages that come with them. */
    packages: number;
    /** Thousands of bytes on the disk. */
    kb: number;
    /** On Windows only, and there the one for the processor. */
    onWindows?: true;
  };
}

/** The view of a server, which is loaded when a client with MCP Apps reads it. */
const view = { packedKb: 125, unpackedKb: 440 };

const ordinary: Budget = { packedKb: 400 + view.packedKb, unpackedKb: 1350 + view.unpackedKb };

const budgets: Readonly<Record<string, Budget>> = {
  // It knows the statistics of 60 legacy encodings, and reads documents.
  filesystem: { packedKb: 2200 + view.packedKb, unpackedKb: 6500 + view.unpackedKb },
  // The sources of the kit and the templates; its formatter is installed beside it.
  'create-server': { packedKb: 300, unpackedKb: 1010, native: { names: ['oxfmt'], packages: 3, kb: 12_000 } },
  git: { packedKb: 410 + view.packedKb, unpackedKb: 1350 + view.unpackedKb },
  // The table of Octokit's methods is a part of it, and a description of each of 850 arguments.
  github: {
    packedKb: 426 + view.packedKb,
    unpackedKb: 1540 + view.unpackedKb,
    // The Credential Manager; on Windows only.
    native: {
      names: ['@napi-rs/keyring-win32-arm64-msvc', '@napi-rs/keyring-win32-x64-msvc'],
      packages: 1,
      kb: 2_200,
      onWindows: true,
    },
  },
  sqlite: {
    // Readers and writers of workbooks and Parquet files are a third of it; they are loaded with the first such file.
    packedKb: 520 + view.packedKb,
    unpackedKb: 1_550 + view.unpackedKb,
    // better-sqlite3 contains the binaries of eight systems and its sources.
    native: { names: ['better-sqlite3', '@resvg/resvg-js'], packages: 4, kb: 36_000 },
  },
};

/** @param short the name of the package's folder */
export const budgetOf = (short: string): Budget => budgets[short] ?? ordinary;
