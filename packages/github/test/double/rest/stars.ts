import { type Call, type Handlers, list, repository, sorted, user, viewer } from '../http/call.ts';
import { noContent, type Reply } from '../http/reply.ts';
import { found } from '../refusal.ts';
import type { Repository, User } from '../world/types.ts';
import { userView } from './views/accounts.ts';
import { view, visible } from './repositories.ts';

export const stars: Handlers = {
  'GET /user/starred': (call) => starred(call, viewer(call)),
  'GET /users/{username}/starred': (call) => starred(call, user(call)),
  'GET /user/starred/{owner}/{repo}': (call) => {
    found(repository(call).stars.get(viewer(call)));
    return noContent();
  },
  'PUT /user/starred/{owner}/{repo}': (call) => {
    const { stars: held } = repository(call);
    const me = viewer(call);
    if (!held.has(me)) held.set(me, call.world.now());
    return noContent();
  },
  'DELETE /user/starred/{owner}/{repo}': (call) => {
    repository(call).stars.delete(viewer(call));
    return noContent();
  },
  'GET /repos/{owner}/{repo}/stargazers': (call) =>
    list(call, [...repository(call).stars], ([one, at]) =>
      withTime(call) ? { starred_at: at, user: userView(call.url, one) } : userView(call.url, one),
    ),
  'GET /repos/{owner}/{repo}/subscribers': (call) => {
    const { watchers } = repository(call);
    return list(
      call,
      [...watchers.keys()].filter((one) => watchers.get(one) === 'subscribed'),
      (one) => userView(call.url, one),
    );
  },
  'GET /user/subscriptions': (call) => {
    const me = viewer(call);
    return list(
      call,
      visible(call).filter((repo) => repo.watchers.get(me) === 'subscribed'),
      (repo) => view(call, repo),
    );
  },
};

/** Another media type tells when, too. */
const withTime = (call: Call) => call.media.includes('star');

function starred(call: Call, who: User): Reply {
  const at = (repo: Repository) => repo.stars.get(who) ?? '';
  const all = visible(call).filter((repo) => repo.stars.has(who));
  const order = sorted(call, all, call.query.text('sort') === 'updated' ? (repo) => repo.pushedAt : at);
  if (!withTime(call)) return list(call, order, (repo) => view(call, repo));
  const reply = list(call, order, (repo) => ({ starred_at: at(repo), repo: view(call, repo) }));
  return reply;
}
