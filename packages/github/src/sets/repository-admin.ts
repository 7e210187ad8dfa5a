import { deleteBranch } from '../tools/delete-branch.ts';
import { deleteTag } from '../tools/delete-tag.ts';
import { updateRepository } from '../tools/update-repository.ts';

export const repositoryAdmin = [updateRepository, deleteBranch, deleteTag];
