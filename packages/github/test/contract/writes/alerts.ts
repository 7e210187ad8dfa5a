import type { Case } from '../case.ts';
import { garden } from '../places.ts';

export const alerts: readonly Case[] = [
  {
    tool: 'update_code_scanning_alert',
    args: { ...garden, alertNumber: 1, state: 'dismissed', reason: 'false positive', comment: 'No.' },
    says: /Updated alert 1 dismissed/,
    asks: ['code-scanning/update-alert'],
  },
  {
    tool: 'update_secret_scanning_alert',
    args: { ...garden, alertNumber: 1, state: 'resolved', resolution: 'revoked' },
    says: /Updated alert 1 resolved/,
    asks: ['secret-scanning/update-alert'],
  },
  {
    tool: 'update_dependabot_alert',
    args: { ...garden, alertNumber: 1, state: 'dismissed', reason: 'not_used' },
    says: /Updated alert 1 dismissed/,
    asks: ['dependabot/update-alert'],
  },
];
