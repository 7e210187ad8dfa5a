import { randomBytes } from 'node:crypto';

/** Returns a name for temporary tables and triggers that no statement can have been written for. */
export const temporaryName = (): string => `mcp_${randomBytes(8).toString('hex')}`;
