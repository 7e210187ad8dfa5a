import { describe, expect, test, vi } from 'vitest';
import { hiddenTools } from '../src/serve/hidden-tools.ts';
import { deferred, keptLog } from './fixtures.ts';

const { log } = keptLog();

describe('tools that a credential cannot use', () => {
  test('are hidden if the service has answered', async () => {
    const changed = vi.fn(async () => {});
    expect(await hiddenTools({ hides: async () => ['a'], log }, changed)).toEqual(['a']);
    expect(await hiddenTools({ log }, changed)).toEqual([]);
    expect(changed).not.toHaveBeenCalled();
  });

  test('are listed if it has not, and the client hears of a change once it does', async () => {
    const answer = deferred<string[]>();
    const changed = vi.fn(async () => {});
    expect(await hiddenTools({ hides: () => answer.promise, log }, changed)).toBeUndefined();
    expect(changed).not.toHaveBeenCalled();
    answer.resolve(['a']);
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
  });

  test('a service that answers late with nothing changes nothing', async () => {
    const answer = deferred<string[]>();
    const changed = vi.fn(async () => {});
    await hiddenTools({ hides: () => answer.promise, log }, changed);
    answer.resolve([]);
    await answer.promise;
    await new Promise(setImmediate);
    expect(changed).not.toHaveBeenCalled();
  });
});
