/**
 * Returns how often a soak test (`*.soak.ts`) repeats: `full` in the scheduled run, `short` in the one that every pull
 * request has to pass (`MCP_SOAK=short`).
 */
export const soakLength = <T>(full: T, short: T): T => (process.env['MCP_SOAK'] === 'short' ? short : full);
