import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { IdleTimer } from '../src/idle-timer.ts';

const minute = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
});

test('the task runs after each minute without a use, and not before', () => {
  const act = vi.fn();
  const idle = new IdleTimer(minute, act);
  for (const times of [1, 2]) {
    idle.use();
    vi.advanceTimersByTime(59_000);
    idle.use();
    vi.advanceTimersByTime(59_999);
    expect(act).toHaveBeenCalledTimes(times - 1);
    vi.advanceTimersByTime(1);
    expect(act).toHaveBeenCalledTimes(times);
    // Once is enough.
    vi.advanceTimersByTime(600_000);
    expect(act).toHaveBeenCalledTimes(times);
  }
});

test('thousands of uses keep one timer, and a stopped one does nothing', () => {
  const act = vi.fn();
  const idle = new IdleTimer(minute, act);
  for (let n = 0; n < 5_000; n++) {
    idle.use();
    vi.advanceTimersByTime(20);
  }
  expect(act).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(1);
  idle.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(2 * minute);
  expect(act).not.toHaveBeenCalled();
});
