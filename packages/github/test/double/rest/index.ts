import type { Handlers } from '../http/call.ts';
import { workflowRuns, workflows } from './actions.ts';
import { advisories } from './advisories.ts';
import { alerts } from './alerts.ts';
import { apps } from './apps.ts';
import { checks } from './checks.ts';
import { collaborators } from './collaborators.ts';
import { comments } from './comments.ts';
import { commits } from './commits.ts';
import { contents } from './contents.ts';
import { gists } from './gists.ts';
import { gitData } from './git-data.ts';
import { issueLinks, issueParts } from './issue-parts.ts';
import { issues } from './issues.ts';
import { meta } from './meta.ts';
import { notifications } from './notifications.ts';
import { projects } from './projects.ts';
import { pulls } from './pulls.ts';
import { releases } from './releases.ts';
import { repositories } from './repositories.ts';
import { reviews } from './reviews.ts';
import { search } from './search.ts';
import { stars } from './stars.ts';
import { users } from './users.ts';

/** Every operation that the double answers from its world. */
export const handlers: Handlers = {
  ...meta,
  ...apps,
  ...users,
  ...repositories,
  ...collaborators,
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
  ...workflows,
  ...workflowRuns,
  ...checks,
  ...releases,
  ...gists,
  ...notifications,
  ...stars,
  ...alerts,
  ...advisories,
  ...projects,
};
