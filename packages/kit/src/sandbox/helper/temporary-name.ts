import { randomBytes } from 'node:crypto';

/** Names of unpublished files, and of files that a library puts beside them: `.mcp-<process>-<random>.tmp`. */
const temporaryName = /^\.mcp-(\d+)-[0-9a-f]{12}\.tmp(-\w+)?$/;

const randomPart = 6;
let random = Buffer.alloc(0);

/** Returns a name that nobody can guess. */
export function newTemporaryName(): string {
  // Fetched for many names together: each time costs as much as a small system call.
  if (random.length < randomPart) random = randomBytes(64 * randomPart);
  const part = random.toString('hex', 0, randomPart);
  random = random.subarray(randomPart);
  return `.mcp-${process.pid}-${part}.tmp`;
}

export const isTemporary = (name: string): boolean => temporaryName.test(name);

/** Returns the id of the process that owns a temporary file; undefined for any other name. */
export const ownerOf = (name: string): number | undefined => {
  const owner = temporaryName.exec(name)?.[1];
  return owner === undefined ? undefined : Number(owner);
};
