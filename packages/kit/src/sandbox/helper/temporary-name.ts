import { randomBytes } from 'node:crypto';

/** Names of unpublished files, and of files that a library puts beside them: `.mcp-<process>-<random>.tmp`. */
const temporaryName = /^\.mcp-(\d+)-[0-9a-f]{12}\.tmp(-\w+)?$/;

export const newTemporaryName = (): string => `.mcp-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;

export const isTemporary = (name: string): boolean => temporaryName.test(name);

/** Returns the id of the process that owns a temporary file; undefined for any other name. */
export const ownerOf = (name: string): number | undefined => {
  const owner = temporaryName.exec(name)?.[1];
  return owner === undefined ? undefined : Number(owner);
};
