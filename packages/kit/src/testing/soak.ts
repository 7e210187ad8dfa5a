/**
 * How often a soak test (`*.soak.ts`) repeats what chance decides: `full` in the scheduled run, `short` in the shortened
 * one that every pull request has to pass (`MCP_SOAK=short`).
 */
export const soakLength = <T>(full: T, short: T): T => (process.env['MCP_SOAK'] === 'short' ? short : full);
