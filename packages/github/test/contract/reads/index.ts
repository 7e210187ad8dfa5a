import type { Case } from '../case.ts';
import { actions } from './actions.ts';
import { alerts } from './alerts.ts';
import { code } from './code.ts';
import { issues } from './issues.ts';
import { projects } from './projects.ts';
import { pulls } from './pulls.ts';

/** Calls that change nothing: each begins with the sample world as it is. */
export const reads: readonly Case[] = [...code, ...issues, ...pulls, ...alerts, ...actions, ...projects];
