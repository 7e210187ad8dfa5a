import { getRepositoryTree } from '../tools/get-repository-tree.ts';

export const git = [getRepositoryTree];
