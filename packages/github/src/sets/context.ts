import { findTools } from '../tools/find-tools.ts';
import { getMe } from '../tools/get-me.ts';
import { getTeamMembers } from '../tools/get-team-members.ts';
import { getTeams } from '../tools/get-teams.ts';

export const context = [getMe, getTeams, getTeamMembers, findTools];
