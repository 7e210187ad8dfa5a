/** The scenarios of the GitHub family, and the targets of our server. */
import { withGitHub } from '../fixtures/github.ts';
import type { Scenario } from '../types.ts';
import { memory } from './memory.ts';
import { sequential } from './sequential.ts';

const family = 'github';

export const githubScenarios: readonly Scenario[] = [
  sequential({
    name: 'github-issues',
    family,
    n: 200,
    fixture: withGitHub,
    above: { server: 'null-github' },
    targets: [{ measure: 'above', title: 'list 100 issues, ms above the bare request', atMost: 3 }],
  }),
  memory({
    name: 'github-memory',
    family,
    calls: [200, 1_200],
    fixture: withGitHub,
    targets: [{ measure: 'growth', title: 'RSS after 1,000 more calls', atMost: 1.1 }],
  }),
];
