import { expect, test } from 'vitest';
import { ResourceListeners } from '../src/serve/listen.ts';

const listen = (id: number, ...uris: string[]) => ({
  method: 'subscriptions/listen',
  id,
  params: { notifications: { resourceSubscriptions: uris } },
});
const cancel = (requestId: number) => ({ method: 'notifications/cancelled', params: { requestId } });

/** Watching that begins when it is let, and keeps count. */
function watching() {
  const log: string[] = [];
  let begin = () => {};
  let fail = (_: Error) => {};
  const begun = new Promise<void>((resolve, reject) => {
    begin = resolve;
    fail = reject;
  });
  begun.catch(() => {});
  const add = async (uri: string) => {
    log.push(`add ${uri}`);
    await begun;
  };
  return { log, begin, fail, add, remove: (uri: string) => void log.push(`remove ${uri}`) };
}

const settled = async (promise: Promise<unknown> | undefined): Promise<boolean> =>
  Promise.race([Promise.resolve(promise).then(() => true), new Promise<boolean>((r) => setImmediate(() => r(false)))]);

test('notifications are held until what is listened to is watched', async () => {
  const watched = watching();
  const listens = new ResourceListeners(() => watched);
  expect(listens.beginning).toBeUndefined();
  listens.heard(listen(1, 'a', 'b'));
  expect(await settled(listens.beginning)).toBe(false);
  expect(watched.log).toEqual(['add a', 'add b']);
  watched.begin();
  await listens.beginning;
  expect(listens.beginning).toBeUndefined();
  listens.heard(cancel(1));
  expect(watched.log.slice(2)).toEqual(['remove a', 'remove b']);
});

test('a subscription cancelled before watching began is removed once it has', async () => {
  const watched = watching();
  const listens = new ResourceListeners(() => watched);
  listens.heard(listen(1, 'a'));
  listens.heard(cancel(1));
  watched.begin();
  await listens.beginning;
  expect(watched.log).toEqual(['add a', 'remove a']);
});

test('what cannot be watched holds nothing up, and is not taken away either', async () => {
  const watched = watching();
  const listens = new ResourceListeners(() => watched);
  listens.heard(listen(1, 'a'));
  watched.fail(new Error('no'));
  await listens.beginning;
  listens.heard(cancel(1));
  expect(watched.log).toEqual(['add a']);
});

test('nor does a watching that never begins', async () => {
  const watched = watching();
  const listens = new ResourceListeners(() => watched, 10);
  listens.heard(listen(1, 'a'));
  await listens.beginning;
  expect(watched.log).toEqual(['add a']);
  expect(listens.beginning).toBeUndefined();
});
