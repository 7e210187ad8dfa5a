/**
 * Returns how often a soak test (`*.soak.ts`) repeats: `full` in the scheduled run, `short` in the one that every pull
 * request has to pass (`MCP_SOAK=short`).
 */
export const soakLength = <T>(full: T, short: T): T => (process.env['MCP_SOAK'] === 'short' ? short : full);

/** Returns the cases of one tier: `first` in `npm test`, `rest` in the soak tier, in a file that imports the test. */
export const tierCases = <T>(first: readonly T[], rest: readonly T[]): readonly T[] =>
  process.env['MCP_SECOND_BACKEND'] === undefined ? first : rest;
