import { compareCommits } from '../tools/compare-commits.ts';
import { createBranch } from '../tools/create-branch.ts';
import { createOrUpdateFile } from '../tools/create-or-update-file.ts';
import { createRepository } from '../tools/create-repository.ts';
import { deleteFile } from '../tools/delete-file.ts';
import { deleteRepository } from '../tools/delete-repository.ts';
import { editFile } from '../tools/edit-file.ts';
import { forkRepository } from '../tools/fork-repository.ts';
import { getCommit } from '../tools/get-commit.ts';
import { getFileContents } from '../tools/get-file-contents.ts';
import { getLatestRelease } from '../tools/get-latest-release.ts';
import { getReleaseByTag } from '../tools/get-release-by-tag.ts';
import { getTag } from '../tools/get-tag.ts';
import { listBranches } from '../tools/list-branches.ts';
import { listCommits } from '../tools/list-commits.ts';
import { listReleases } from '../tools/list-releases.ts';
import { listRepositoryCollaborators } from '../tools/list-repository-collaborators.ts';
import { listTags } from '../tools/list-tags.ts';
import { pushFiles } from '../tools/push-files.ts';
import { searchCode } from '../tools/search-code.ts';
import { searchCommits } from '../tools/search-commits.ts';
import { searchRepositories } from '../tools/search-repositories.ts';

export const repos = [
  searchRepositories,
  getFileContents,
  listCommits,
  searchCode,
  searchCommits,
  getCommit,
  compareCommits,
  listBranches,
  listTags,
  getTag,
  listReleases,
  getLatestRelease,
  getReleaseByTag,
  createOrUpdateFile,
  editFile,
  pushFiles,
  deleteFile,
  createBranch,
  createRepository,
  forkRepository,
  deleteRepository,
  listRepositoryCollaborators,
];
