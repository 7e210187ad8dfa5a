import type { Case } from '../case.ts';
import { actions } from './actions.ts';
import { alerts } from './alerts.ts';
import { code } from './code.ts';
import { discussions } from './discussions.ts';
import { gists } from './gists.ts';
import { issues } from './issues.ts';
import { notifications } from './notifications.ts';
import { projects } from './projects.ts';
import { pulls } from './pulls.ts';
import { releases } from './releases.ts';

/** Steps in an order in which one builds on the other. Each list begins with the sample world as it is, and needs no other list. */
export const sequences: Readonly<Record<string, readonly Case[]>> = {
  // The pull request is of a branch that the code's steps make, and the projects take issues of the issues' steps.
  'code, issues, pull requests, projects': [...code, ...issues, ...pulls, ...projects],
  releases,
  alerts,
  notifications,
  discussions,
  actions,
  gists,
};

export const writes: readonly Case[] = Object.values(sequences).flat();
