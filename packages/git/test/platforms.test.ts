import { homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { baseEnvironment } from '../src/git/environment.ts';
import { forPlatform, usersHooks } from '../src/git/hardening.ts';
import { findGit } from '../src/git/program.ts';

/** A macOS with these programs; each start is noted. */
function mac(programs: Record<string, string>) {
  const started: string[] = [];
  const run = (program: string): Promise<string | undefined> => {
    started.push(program);
    return Promise.resolve(programs[program]);
  };
  return { started, find: () => findGit(undefined, baseEnvironment(app, 'darwin'), [], { platform: 'darwin', run }) };
}

/** The environment of an app that was started from the Dock. */
const app = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/Users/ada' };

describe('on macOS', () => {
  test('the folders of Homebrew are searched, after the PATH', () => {
    expect(baseEnvironment(app, 'darwin')['PATH']).toBe(`${app.PATH}:/opt/homebrew/bin:/usr/local/bin`);
    const PATH = '/opt/homebrew/bin:/usr/bin';
    expect(baseEnvironment({ PATH }, 'darwin')['PATH']).toBe(`${PATH}:/usr/local/bin`);
    expect(baseEnvironment(app, 'linux')['PATH']).toBe(app.PATH);
  });

  test('the git of the developer tools is used where they are installed', async () => {
    const { find } = mac({
      '/usr/bin/xcode-select': '/Library/Developer/CommandLineTools\n',
      '/usr/bin/git': 'git version 2.39.5 (Apple Git-154)\n',
    });
    expect(await find()).toEqual({ path: '/usr/bin/git', version: [2, 39, 5] });
  });

  test('the program that would open a dialog is never started', async () => {
    const { find, started } = mac({ '/opt/homebrew/bin/git': 'git version 2.50.1\n' });
    expect((await find()).path).toBe('/opt/homebrew/bin/git');
    expect(started).toContain('/usr/bin/xcode-select');
    expect(started).not.toContain('/usr/bin/git');
  });

  test('without any git, the error names the commands that install one', async () => {
    await expect(mac({}).find()).rejects.toThrow('"xcode-select --install" or "brew install git"');
  });
});

describe('on Windows', () => {
  test('long paths are on', () => {
    expect(forPlatform('win32')).toEqual([['core.longPaths', 'true']]);
    expect(forPlatform('linux')).toEqual([]);
  });

  test('the folder without hooks is in the home of the user', () => {
    expect(usersHooks(undefined, 'win32').startsWith(homedir().replaceAll('/', '\\'))).toBe(true);
    expect(usersHooks('hooks', 'win32')).toBe(usersHooks(undefined, 'win32'));
    expect(usersHooks(String.raw`C:\hooks`, 'win32')).toBe(String.raw`C:\hooks`);
    expect(usersHooks(undefined, 'linux')).toBe('/dev/null');
  });
});
