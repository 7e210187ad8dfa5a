import { describe, expect, test } from 'vitest';
import { keyIn } from '../src/api/guard/keys.ts';

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
    ['a GitLab token', 'glpat-', 20],
    ['an npm token', 'npm_', 36],
    ['a Stripe key', 'sk_live_', 20],
    ['a Hugging Face token', 'hf_', 34],
    ['a PyPI token', 'pypi-AgEI', 50],
    ['a Docker token', 'dckr_pat_', 27],
    ['a Slack token', 'xapp-', 20],
  ])('%s that starts with %s has at least %d more characters', (name, start, length) => {
    expect(keyIn([`Key: ${made(start, length)}.`])).toBe(`${name} (${made(start, length).slice(0, 8)}…)`);
    expect(keyIn([`Key: ${made(start, length - 1)}.`])).toBeUndefined();
  });

  test.each([
    ['an AWS access key', `ASIA${'Q'.repeat(16)}`],
    ['an AWS secret key', `aws_secret_access_key = ${made('', 40)}`],
    ['a Shopify token', `shpat_${'0a'.repeat(16)}`],
    ['a DigitalOcean token', `dop_v1_${'0a'.repeat(32)}`],
    ['an Azure storage key', `AccountKey=${made('', 86)}==`],
    ['a SendGrid key', `SG.${made('', 22)}.${made('', 43)}`],
    ['a Slack webhook', `https://hooks.slack.com/services/T12345678/B12345678/${made('', 24)}`],
    ['a signed token', `eyJ${made('', 20)}.eyJ${made('', 20)}.${made('', 20)}`],
    ['a private key', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
    ['a private key', '-----BEGIN ENCRYPTED PRIVATE KEY-----'],
    ['a private key', `AGE-SECRET-KEY-1${'Q'.repeat(58)}`],
  ])('%s is found in "%s"', (name, text) => expect(keyIn([`See ${text} there`])).toContain(name));

  test('invisible characters, base64 and hex hide no key', () => {
    const key = made('ghp_', 36);
    for (const hidden of [
      [...key].join('\u200b'),
      Buffer.from(`token=${key}`).toString('base64'),
      Buffer.from(key).toString('base64url'),
      Buffer.from(key).toString('hex'),
    ])
      expect(keyIn([`See ${hidden} there`]), hidden).toContain('a GitHub token');
    // Control.
    expect(keyIn([Buffer.from('Nothing of the kind, but a long text').toString('base64')])).toBeUndefined();
  });

  test('a private key is found in the second of two texts, and ordinary text holds none', () => {
    expect(keyIn(['hello', '-----BEGIN PRIVATE KEY-----\nabc'])).toContain('a private key');
    expect(keyIn(['hello', 'ghp_ is how tokens start'])).toBeUndefined();
  });
});
