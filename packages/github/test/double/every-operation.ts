import { createSign, generateKeyPairSync } from 'node:crypto';
import { newApp } from './world/sign-in.ts';
import type { Double } from './index.ts';
import type { Fields, JsonObject } from './json.ts';
import { codeAreas } from './every-operation-code.ts';
import { issueAreas } from './every-operation-issues.ts';
import { workAreas } from './every-operation-work.ts';

/** Requests for the operations of one area; `go` answers the object, or the first of a list, and fails on a refusal. */
export type Area = (hands: {
  double: Double;
  go(request: string, body?: JsonObject | Buffer, headers?: Record<string, string>): Promise<Fields>;
}) => Promise<void>;

export const areas: Readonly<Record<string, Area>> = {
  async meta({ go }) {
    for (const path of ['', 'meta', 'rate_limit', 'zen', 'octocat', 'versions', 'emojis', 'licenses'])
      await go(`GET /${path}`);
    await go('POST /markdown', { text: '**grow**' });
  },
  async apps({ go, double }) {
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const owner = double.state.user('octo');
    if (owner === undefined) throw new Error('There is no octo');
    const { app, installation } = newApp(
      double.state,
      owner,
      keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    );
    const now = Math.floor(Date.now() / 1000);
    const [head, body] = [{ alg: 'RS256' }, { iss: app.id, iat: now, exp: now + 60 }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = createSign('RSA-SHA256').update(`${head}.${body}`).sign(keys.privateKey, 'base64url');
    const authorization = `Bearer ${head}.${body}.${signature}`;
    await go('GET /app', undefined, { authorization });
    await go(`GET /app/installations/${installation}`, undefined, { authorization });
    const made = await go(`POST /app/installations/${installation}/access_tokens`, {}, { authorization });
    const own = { authorization: `Bearer ${made.text('token')}` };
    await go('GET /installation/repositories', undefined, own);
    await go('DELETE /installation/token', undefined, own);
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
