import { type Call, type Handlers, list, repository, viewer } from '../http/call.ts';
import { noContent, ok, type Reply } from '../http/reply.ts';
import { found } from '../refusal.ts';
import type { JsonObject } from '../json.ts';
import type { Repository } from '../world/types.ts';
import type { Notification } from '../world/types-talk.ts';
import { repositoryUrl } from './views/repository.ts';
import { view } from './repositories.ts';

const threadPath = '/notifications/threads/{thread_id}';
const repoPath = '/repos/{owner}/{repo}';

export const notifications: Handlers = {
  'GET /notifications': (call) => page(call, mine(call)),
  [`GET ${repoPath}/notifications`]: (call) => {
    const repo = repository(call);
    return page(
      call,
      mine(call).filter((one) => one.repo === repo),
    );
  },
  'PUT /notifications': (call) => readAll(call, mine(call)),
  [`PUT ${repoPath}/notifications`]: (call) => {
    const repo = repository(call);
    return readAll(
      call,
      mine(call).filter((one) => one.repo === repo),
    );
  },
  [`GET ${threadPath}`]: (call) => ok(notificationView(call, thread(call))),
  [`PATCH ${threadPath}`]: (call) => {
    read(call, thread(call));
    return { status: 205 };
  },
  [`DELETE ${threadPath}`]: (call) => {
    thread(call).done = true;
    return noContent();
  },
  [`GET ${threadPath}/subscription`]: (call) => {
    const held = thread(call);
    found(held.subscription);
    return ok(subscriptionView(call, held));
  },
  [`PUT ${threadPath}/subscription`]: (call) => {
    const held = thread(call);
    held.subscription = call.body.flag('ignored') ? 'ignored' : 'subscribed';
    return ok(subscriptionView(call, held));
  },
  [`DELETE ${threadPath}/subscription`]: (call) => {
    thread(call).subscription = null;
    return noContent();
  },
  [`GET ${repoPath}/subscription`]: (call) => {
    const repo = repository(call);
    found(repo.watchers.get(viewer(call)));
    return ok(watchView(call, repo));
  },
  [`PUT ${repoPath}/subscription`]: (call) => {
    const repo = repository(call);
    repo.watchers.set(viewer(call), call.body.flag('ignored') ? 'ignored' : 'subscribed');
    return ok(watchView(call, repo));
  },
  [`DELETE ${repoPath}/subscription`]: (call) => {
    repository(call).watchers.delete(viewer(call));
    return noContent();
  },
};

const mine = (call: Call): Notification[] => {
  const me = viewer(call);
  return call.world.notifications.filter((one) => one.to === me && !one.done);
};

const thread = (call: Call): Notification => {
  const me = viewer(call);
  return found(call.world.notifications.find((one) => one.to === me && one.id === call.path.int('thread_id')));
};

function page(call: Call, all: Notification[]): Reply {
  const { query } = call;
  const [since, before] = [query.text('since'), query.text('before')];
  const wanted = all.filter(
    (one) =>
      (query.flag('all') === true || one.unread) &&
      (query.flag('participating') !== true || one.reason !== 'subscribed') &&
      (since === undefined || Date.parse(one.updatedAt) >= Date.parse(since)) &&
      (before === undefined || Date.parse(one.updatedAt) < Date.parse(before)),
  );
  return list(call, wanted.toReversed(), (one) => notificationView(call, one));
}

function readAll(call: Call, all: Notification[]): Reply {
  const until = call.body.text('last_read_at');
  for (const one of all) if (until === undefined || Date.parse(one.updatedAt) <= Date.parse(until)) read(call, one);
  return { status: 205 };
}

function read(call: Call, one: Notification): void {
  one.unread = false;
  one.lastReadAt = call.world.now();
}

function notificationView(call: Call, one: Notification): JsonObject {
  const url = `${call.url}/notifications/threads/${one.id}`;
  const { type, title, path } = one.subject;
  const subject = path === null ? '' : `${repositoryUrl(call.url, one.repo)}/${path}`;
  return {
    id: String(one.id),
    repository: view(call, one.repo),
    subject: { title, type, url: subject, latest_comment_url: subject },
    reason: one.reason,
    unread: one.unread,
    updated_at: one.updatedAt,
    last_read_at: one.lastReadAt,
    url,
    subscription_url: `${url}/subscription`,
  };
}

function subscriptionView(call: Call, one: Notification): JsonObject {
  const url = `${call.url}/notifications/threads/${one.id}`;
  return {
    subscribed: one.subscription === 'subscribed',
    ignored: one.subscription === 'ignored',
    reason: null,
    created_at: one.updatedAt,
    url: `${url}/subscription`,
    thread_url: url,
  };
}

function watchView(call: Call, repo: Repository): JsonObject {
  const held = repo.watchers.get(viewer(call));
  const url = repositoryUrl(call.url, repo);
  return {
    subscribed: held === 'subscribed',
    ignored: held === 'ignored',
    reason: null,
    created_at: repo.createdAt,
    url: `${url}/subscription`,
    repository_url: url,
  };
}
