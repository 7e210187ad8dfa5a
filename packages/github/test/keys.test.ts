import { describe, expect, test } from 'vitest';
import { keyIn } from '../src/api/guard/acts.ts';

/** A made-up key of exactly the length that its issuer uses. */
const made = (start: string, length: number): string => start + 'a1B2c3D4'.repeat(20).slice(0, length);

describe('keys in a text that is about to be sent', () => {
  test.each([
    ['a GitHub token', 'ghp_', 36],
    ['a GitHub token', 'ghs_', 36],
    ['a GitHub token', 'github_pat_', 60],
    ['a Slack token', 'xoxb-', 20],
    ['an API key', 'sk-', 32],
    ['a Google API key', 'AIza', 35],
  ])('%s that starts with %s has at least %d more characters', (name, start, length) => {
    expect(keyIn([`Key: ${made(start, length)}.`])).toBe(`${name} (${made(start, length).slice(0, 8)}…)`);
    expect(keyIn([`Key: ${made(start, length - 1)}.`])).toBeUndefined();
  });

  test('a private key is found in the second of two texts, and ordinary text holds none', () => {
    expect(keyIn(['hello', '-----BEGIN PRIVATE KEY-----\nabc'])).toContain('a private key');
    expect(keyIn(['hello', 'ghp_ is how tokens start'])).toBeUndefined();
  });
});
