import { listStarredRepositories } from '../tools/list-starred-repositories.ts';
import { starRepository } from '../tools/star-repository.ts';
import { unstarRepository } from '../tools/unstar-repository.ts';

export const stargazers = [listStarredRepositories, starRepository, unstarRepository];
