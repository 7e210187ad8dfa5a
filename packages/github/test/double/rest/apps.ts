import { authenticateApp } from '../http/authenticate.ts';
import { type Call, counted, type Handlers, viewer } from '../http/call.ts';
import { created, noContent, ok } from '../http/reply.ts';
import { forbidden, found } from '../refusal.ts';
import type { JsonObject } from '../json.ts';
import type { App } from '../world/sign-in.ts';
import { userView } from './views/accounts.ts';
import { view } from './repositories.ts';

/** Tokens of installations live an hour. */
const lifetime = 3_600_000;
const permissions = { contents: 'write', issues: 'write', metadata: 'read', pull_requests: 'write' };

export const apps: Handlers = {
  'GET /app': (call) => {
    const { id, slug, owner, installations } = app(call);
    return ok({
      id,
      slug,
      node_id: `A_${id}`,
      name: slug,
      owner: userView(call.url, owner),
      description: null,
      external_url: 'https://example.com',
      html_url: `https://github.com/apps/${slug}`,
      permissions,
      events: [],
      installations_count: installations.size,
    });
  },
  'GET /app/installations/{installation_id}': (call) => ok(installationView(call, app(call))),
  'POST /app/installations/{installation_id}/access_tokens': (call) => {
    const held = app(call);
    found(held.installations.get(call.path.int('installation_id') ?? 0));
    const ends = Date.now() + lifetime;
    const token = call.world.addToken(held.bot, [], 'app', ends);
    return created({ token, expires_at: new Date(ends).toISOString(), permissions, repository_selection: 'all' });
  },
  'GET /installation/repositories': (call) => {
    const me = viewer(call);
    if (me.installedOn.size === 0) throw forbidden('Resource not accessible by personal access token');
    const all = call.world.repositories.filter(({ owner }) => me.installedOn.has(owner));
    return counted(call, 'repositories', all, (repo) => view(call, repo), { repository_selection: 'all' });
  },
  'DELETE /installation/token': (call) => {
    viewer(call);
    call.world.tokens.delete((call.headers['authorization'] ?? '').replace(/^(token|bearer) +/i, ''));
    return noContent();
  },
};

const app = (call: Call): App => authenticateApp(call.world, call.headers['authorization']);

function installationView(call: Call, held: App): JsonObject {
  const id = call.path.int('installation_id') ?? 0;
  const account = found(held.installations.get(id));
  const own = `${call.url}/app/installations/${id}`;
  return {
    id,
    account: userView(call.url, account),
    repository_selection: 'all',
    access_tokens_url: `${own}/access_tokens`,
    repositories_url: `${call.url}/installation/repositories`,
    html_url: `https://github.com/settings/installations/${id}`,
    app_id: held.id,
    app_slug: held.slug,
    target_id: account.id,
    target_type: account.type,
    permissions,
    events: [],
    created_at: account.createdAt,
    updated_at: account.createdAt,
    single_file_name: null,
    suspended_by: null,
    suspended_at: null,
  };
}
