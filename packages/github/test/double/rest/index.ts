import type { Handlers } from '../http/call.ts';
import { comments } from './comments.ts';
import { commits } from './commits.ts';
import { contents } from './contents.ts';
import { gitData } from './git-data.ts';
import { issueLinks, issueParts } from './issue-parts.ts';
import { issues } from './issues.ts';
import { meta } from './meta.ts';
import { pulls } from './pulls.ts';
import { repositories } from './repositories.ts';
import { reviews } from './reviews.ts';
import { search } from './search.ts';
import { users } from './users.ts';

/** Every operation that the double answers from its world. */
export const handlers: Handlers = {
  ...meta,
  ...users,
  ...repositories,
  ...gitData,
  ...contents,
  ...commits,
  ...issues,
  ...issueParts,
  ...issueLinks,
  ...comments,
  ...pulls,
  ...reviews,
  ...search,
};
