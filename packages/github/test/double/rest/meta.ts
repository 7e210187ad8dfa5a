import type { Handlers } from '../http/call.ts';
import { ok, raw } from '../http/reply.ts';

/** Operations about the API itself. */
export const meta: Handlers = {
  'GET /': (call) => ok({ current_user_url: `${call.url}/user`, repository_url: `${call.url}/repos/{owner}/{repo}` }),
  'GET /meta': (call) => {
    const about = { verifiable_password_authentication: false };
    // Only a server's own description has its version, so this is sent past the one for the cloud.
    if (call.server)
      return raw(JSON.stringify({ ...about, installed_version: '3.19.0' }), 'application/json; charset=utf-8');
    return ok(about);
  },
  'GET /rate_limit': (call) => {
    const resources = Object.fromEntries(
      ['core', 'search', 'code_search', 'graphql'].map((name) => [name, call.limit(name)]),
    );
    return ok({ resources, rate: call.limit('core') });
  },
  'GET /zen': () => raw('Keep it logically awesome.', 'text/plain;charset=utf-8'),
  'GET /octocat': () => raw('(o_o)', 'application/octocat-stream'),
  'GET /versions': () => ok(['2022-11-28']),
  'GET /emojis': () => ok({ seedling: 'https://github.githubassets.com/images/icons/emoji/unicode/1f331.png?v8' }),
  'GET /licenses': () => ok([{ key: 'mit', name: 'MIT License', spdx_id: 'MIT', url: null, node_id: 'L_mit' }]),
  'POST /markdown': (call) =>
    raw(`<p>${(call.body.text('text') ?? '').replaceAll('<', '&lt;')}</p>`, 'text/html;charset=utf-8'),
};
