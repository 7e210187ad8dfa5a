import type { Case } from '../case.ts';
import { garden, pull } from '../places.ts';

export const pulls: readonly Case[] = [
  {
    tool: 'list_pull_requests',
    args: garden,
    says: /#4 open "Skip watering when it rains" by mona; rain -> main/,
    asks: ['pulls/list'],
  },
  {
    tool: 'pull_request_read',
    args: { ...pull, method: 'get' },
    says: /rain \([0-9a-f]{12}\) -> main; 1 file \+\d+ -\d+[^]*Fixes #1/,
    asks: ['pulls/get'],
  },
  {
    tool: 'pull_request_read',
    args: { ...pull, method: 'get_diff' },
    says: /^\[diff of 1 file[^]*diff --git a\/src\/water\.ts/,
  },
  {
    tool: 'pull_request_read',
    args: { ...pull, method: 'get_status' },
    says: /success ci\/weather; "It will rain\."/,
    asks: ['pulls/get', 'repos/get-combined-status-for-ref'],
  },
  {
    tool: 'pull_request_read',
    args: { ...pull, method: 'get_files' },
    says: /modified src\/water\.ts/,
    asks: ['pulls/list-files'],
  },
  {
    tool: 'pull_request_read',
    args: { ...pull, method: 'get_commits' },
    says: /"Take the rain off" by mona/,
    asks: ['pulls/list-commits'],
  },
  {
    tool: 'pull_request_read',
    args: { ...pull, method: 'get_review_comments' },
    says: /thread \S+ open[^]*What if the forecast is missing\?/,
  },
  {
    tool: 'pull_request_read',
    args: { ...pull, method: 'get_reviews' },
    says: /COMMENTED by octo[^]*Nearly there\./,
    asks: ['pulls/list-reviews'],
  },
  {
    tool: 'pull_request_read',
    args: { ...pull, method: 'get_comments' },
    says: /I will add a default\./,
    asks: ['issues/list-comments'],
  },
  {
    tool: 'pull_request_read',
    args: { ...pull, method: 'get_check_runs' },
    says: /failure test/,
    asks: ['checks/list-for-ref'],
  },
  {
    tool: 'search_pull_requests',
    args: { query: 'rain', owner: 'octo', repo: 'garden' },
    says: /octo\/garden#4/,
    asks: ['search/issues-and-pull-requests'],
  },
];
