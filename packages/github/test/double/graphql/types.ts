import type { Resolvers } from './context.ts';
import { accountTypes } from './accounts.ts';
import { discussionTypes } from './discussions.ts';
import { gitTypes } from './git.ts';
import { issueTypes } from './issues.ts';
import { mutations } from './mutations.ts';
import { projectTypes } from './projects.ts';
import { pullTypes } from './pulls.ts';
import { query } from './query.ts';
import { repositoryTypes } from './repository.ts';

/** By type, then by field. */
export const resolvers: Readonly<Record<string, Resolvers>> = {
  Query: query,
  Mutation: mutations,
  ...accountTypes,
  ...repositoryTypes,
  ...gitTypes,
  ...issueTypes,
  ...pullTypes,
  ...discussionTypes,
  ...projectTypes,
};
