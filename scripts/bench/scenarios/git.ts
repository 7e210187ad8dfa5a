/** The scenarios of the git family, and the targets of our server. */
import * as fixture from '../fixtures/git.ts';
import type { Scenario } from '../types.ts';
import { sequential } from './sequential.ts';

const family = 'git';

/** The time that a server may add to 1.25 times that of git itself, in ms. */
const mostAbove = 3;

function beside(name: string, title: string, n: number, repository = fixture.withSmall): Scenario {
  return sequential({
    name,
    family,
    n,
    fixture: repository,
    against: 'git',
    above: { server: 'git', times: 1.25 },
    targets: [
      { measure: 'above', title: `${title}: ms above 1.25 x git`, atMost: mostAbove },
      { measure: 'median', title, against: 'fastest', atMost: 1 },
    ],
  });
}

export const gitScenarios: readonly Scenario[] = [
  beside('git-status', 'status', 100),
  sequential({
    name: 'git-status-50k',
    family,
    n: 20,
    fixture: fixture.withLarge,
    against: 'git',
    targets: [
      { measure: 'median', title: 'status of 50,000 files', against: 'git', atMost: 1 },
      { measure: 'median', title: 'status of 50,000 files', against: 'fastest', atMost: 1 },
    ],
  }),
  beside('git-log', 'log of 100 commits', 40),
  beside('git-diff', 'diff of 2,000 lines', 40),
  beside('git-blame', 'blame of 5,000 lines', 20),
  beside('git-branches', '500 branches', 40),
  sequential({
    name: 'git-blob',
    family,
    n: 100,
    fixture: fixture.withSmall,
    against: 'git',
    targets: [{ measure: 'median', title: 'a file of a commit', against: 'git', atMost: 1 }],
  }),
];
