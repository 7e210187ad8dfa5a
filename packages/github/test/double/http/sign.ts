import type { Repository } from '../world/types.ts';

/** Stands for the signature in the address of a file of a private repository. */
export const sign = (repo: Repository): string => `S${repo.id}`;
