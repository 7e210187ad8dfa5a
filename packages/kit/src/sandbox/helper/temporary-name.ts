import { randomBytes } from 'node:crypto';

/** Names of files that hold what is not yet published, and of what a library puts beside them: `.mcp-<process>-<random>.tmp`. */
const temporaryName = /^\.mcp-(\d+)-[0-9a-f]{12}\.tmp(-\w+)?$/;

export const newTemporaryName = (): string => `.mcp-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;

export const isTemporary = (name: string): boolean => temporaryName.test(name);

/** The process that a temporary file belongs to; undefined for any other name. */
export const ownerOf = (name: string): number | undefined => {
  const owner = temporaryName.exec(name)?.[1];
  return owner === undefined ? undefined : Number(owner);
};
