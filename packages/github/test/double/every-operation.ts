import type { Double } from './index.ts';
import type { Fields, JsonObject } from './json.ts';
import { codeAreas } from './every-operation-code.ts';
import { issueAreas } from './every-operation-issues.ts';
import { workAreas } from './every-operation-work.ts';

/** Requests for the operations of one area; `go` answers the object, or the first of a list, and fails on a refusal. */
export type Area = (hands: {
  double: Double;
  go(request: string, body?: JsonObject | Buffer): Promise<Fields>;
}) => Promise<void>;

export const areas: Readonly<Record<string, Area>> = {
  async meta({ go }) {
    for (const path of ['', 'meta', 'rate_limit', 'zen', 'octocat', 'versions', 'emojis', 'licenses'])
      await go(`GET /${path}`);
    await go('POST /markdown', { text: '**grow**' });
  },
  async users({ go }) {
    await go('PATCH /user', { bio: 'Grows.' });
    const own = [
      'user',
      'user/followers',
      'user/orgs',
      'user/teams',
      'user/emails',
      'users',
      'users/mona',
      'users/octo/orgs',
    ];
    for (const path of [...own, 'users/octo/followers', 'users/octo-labs']) await go(`GET /${path}`);
    const org = ['', '/members', '/members/mona', '/teams', '/teams/growers', '/teams/growers/members', '/issue-types'];
    for (const path of [...org, '/issue-fields']) await go(`GET /orgs/octo-labs${path}`);
    await go('GET /repos/octo-labs/greenhouse/issue-types');
  },
  async search({ go, double }) {
    for (const query of [
      'repositories?q=garden',
      'issues?q=repo:octo/garden+rain',
      'users?q=mona',
      'code?q=litres+repo:octo/garden',
    ])
      await go(`GET /search/${query}`);
    await go('GET /search/commits?q=beds');
    await go('GET /search/topics?q=garden');
    await go(`GET /search/labels?q=bug&repository_id=${double.state.repository('octo', 'garden')?.id}`);
  },
  ...issueAreas,
  ...codeAreas,
  ...workAreas,
};
