import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eras, SetUp } from '@mcp-reference/kit/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startDouble } from './double/index.ts';
import { program } from './start.ts';

async function home() {
  const double = await startDouble();
  onTestFinished(() => double.close());
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-github-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { double, setUp: new SetUp(program, folder) };
}

test.each(['claude-desktop', 'vscode', 'cursor', 'claude-code'] as const)(
  '%s: installed without the token, started as it says with it, used',
  async (host) => {
    const { double, setUp } = await home();
    const { token, url } = double;
    const installed = await setUp.run(['--install', host, '--host', url, '--toolsets', 'context,issues'], {
      GITHUB_PERSONAL_ACCESS_TOKEN: token,
    });
    expect(installed).toMatchObject({ code: 0, stdout: '' });
    expect(installed.stderr).not.toContain(token);
    expect(readFileSync(setUp.fileOf(host), 'utf8')).not.toContain(token);
    const { args, env } = setUp.entry(host, 'github');
    expect(args).toEqual([program, '--host', url, '--toolsets', 'context,issues']);
    expect(Object.keys(env)).toEqual(host === 'claude-desktop' ? [] : ['GITHUB_PERSONAL_ACCESS_TOKEN']);
    for (const era of host === 'claude-desktop' ? eras : (['legacy'] as const)) {
      const session = await setUp.start(host, 'github', { era, env: { GITHUB_PERSONAL_ACCESS_TOKEN: token } });
      onTestFinished(() => session.close());
      expect((await session.listTools()).map(({ name }) => name)).toContain('get_me');
      expect((await session.call('get_me')).text).toContain('octo');
    }
    expect(double.violations).toEqual([]);
  },
);

describe('a doctor', () => {
  const entries = { GITHUB_PERSONAL_ACCESS_TOKEN: 'ghp_'.padEnd(40, 'x') };

  test('says that all is well with a token that GitHub takes', async () => {
    const { double, setUp } = await home();
    const env = { GITHUB_PERSONAL_ACCESS_TOKEN: double.token };
    await setUp.run(['--install', 'claude-desktop', '--host', double.url, '--save-secrets'], env);
    const { code, stderr } = await setUp.run(['--doctor']);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/called {6}get_me: works/) });
    expect(stderr).not.toContain(double.token);
  });

  test('names a token that is refused, without showing it', async () => {
    const { double, setUp } = await home();
    await setUp.run(['--install', 'claude-desktop', '--host', double.url, '--save-secrets'], entries);
    const { code, stderr } = await setUp.run(['--doctor', 'claude-desktop']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/PROBLEM {5}get_me failed: GitHub did not accept the token/);
    expect(stderr).toMatch(
      /what to do {2}The entry sets GITHUB_PERSONAL_ACCESS_TOKEN: if that is what was not accepted/,
    );
    expect(stderr).not.toContain(entries.GITHUB_PERSONAL_ACCESS_TOKEN);
  });

  test('names a token that is missing', async () => {
    const { double, setUp } = await home();
    await setUp.run(['--install', 'claude-desktop', '--host', double.url]);
    const { code, stderr } = await setUp.run(['--doctor', 'claude-desktop']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /PROBLEM {5}get_me failed: .*\n {2}what to do {2}The entry sets no GITHUB_PERSONAL_ACCESS_TOKEN: .*--login/,
    );
  });

  test('names a GitHub that cannot be reached, and blames no token', async () => {
    const { double, setUp } = await home();
    await setUp.run(['--install', 'claude-desktop', '--host', double.url, '--save-secrets'], entries);
    await double.close();
    const { code, stderr } = await setUp.run(['--doctor', 'claude-desktop']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/get_me failed: GitHub cannot be reached .*\n {2}what to do {2}Once that is done/);
  });
});

test('what is not serving is not installed', async () => {
  const { setUp } = await home();
  expect(await setUp.run(['--install', 'zed', '--login'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--login does something else than serving'),
  });
});
