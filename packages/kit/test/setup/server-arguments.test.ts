import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { allOptions } from '../../src/common-options.ts';
import { serverArgumentsOf } from '../../src/setup/server-arguments.ts';
import { makeMachine, readJson, fileOf, run, sample, type Fake } from './sample.ts';

const all = allOptions(sample);

function machineWith(...folders: string[]): Fake {
  const machine = makeMachine();
  for (const folder of folders) mkdirSync(path.join(machine.home, folder), { recursive: true });
  return machine;
}

describe('what is written works from anywhere', () => {
  test('paths become absolute, flags come in one order, what stands alone is last', () => {
    const machine = machineWith('a', 'b', 'c d', 'e/f');
    writeFileSync(path.join(machine.home, 'key.pem'), '');
    const at = (name: string) => path.join(machine.home, name);
    expect(
      serverArgumentsOf(
        all,
        [
          'b',
          '--read-only',
          '--extra=./c d',
          'a/../a',
          '--key',
          'key.pem',
          '--extra',
          '~/e',
          '--file',
          'e/new.db',
          '~',
          '--timeout=5',
        ],
        machine,
      ).args,
    ).toEqual([
      '--extra',
      at('c d'),
      '--extra',
      at('e'),
      '--file',
      at('e/new.db'),
      '--key',
      at('key.pem'),
      '--read-only',
      '--timeout',
      '5',
      at('b'),
      at('a'),
      machine.home,
    ]);
  });

  test('what is no path is left: a word that means something, and a program that is looked up', () => {
    const machine = machineWith();
    expect(serverArgumentsOf(all, [':memory:', '--tool', 'git', '--command', 'gh auth token'], machine).args).toEqual([
      '--tool',
      'git',
      '--command',
      'gh auth token',
      ':memory:',
    ]);
    expect(() => serverArgumentsOf(all, ['--tool', './git'], machine)).toThrow(/"\.\/git" does not exist/);
  });

  test('a value that looks like a flag stays one word', () => {
    expect(serverArgumentsOf(all, ['--command=--x'], machineWith()).args).toEqual(['--command=--x']);
  });

  test('what is set in the environment is written as flags, and said', async () => {
    const machine = machineWith('a', 'b', 'c');
    Object.assign(machine.env, {
      S_FOLDERS: 'a:b',
      MCP_SAMPLE_READ_ONLY: 'yes',
      MCP_SAMPLE_NO_CONFIRM: 'false',
      MCP_SAMPLE_TIMEOUT: '',
      S_EXTRA: 'gone',
      MCP_SAMPLE_HTTP: '8080',
    });
    const given = serverArgumentsOf(all, ['--extra', 'c'], machine);
    expect(given.args).toEqual([
      '--extra',
      path.join(machine.home, 'c'),
      '--read-only',
      path.join(machine.home, 'a'),
      path.join(machine.home, 'b'),
    ]);
    expect(given.variables).toEqual(['S_FOLDERS', 'MCP_SAMPLE_READ_ONLY']);
    await run(machine, '--install', 'zed', '--extra', 'c');
    expect(machine.said.join('\n')).toContain(
      'Set in this shell and not in the host, so written as arguments: S_FOLDERS, MCP_SAMPLE_READ_ONLY.',
    );
    expect(readJson(fileOf('zed', machine))).toMatchObject({
      context_servers: { sample: { args: [machine.main, ...given.args] } },
    });
  });

  test('on Windows', () => {
    const machine = {
      ...makeMachine(),
      platform: 'win32' as const,
      cwd: 'C:\\Users\\me',
      home: 'C:\\Users\\me',
      exists: () => true,
      env: { S_EXTRA: 'D:\\x;rel' },
    };
    expect(serverArgumentsOf(all, ['docs', '~\\more', 'D:\\data'], machine).args).toEqual([
      '--extra',
      'D:\\x',
      '--extra',
      'C:\\Users\\me\\rel',
      'C:\\Users\\me\\docs',
      'C:\\Users\\me\\more',
      'D:\\data',
    ]);
  });
});

describe('what is refused', () => {
  test('every path that is not there is named', () => {
    const machine = machineWith('a');
    expect(() => serverArgumentsOf(all, ['a', 'b', '--file', 'no/new.db', '/gone'], machine)).toThrow(
      `"b" does not exist (${machine.home}/b). "/gone" does not exist. "no/new.db" does not exist (${machine.home}/no). Make them first, or correct the command line.`,
    );
  });

  test.each([
    [['--http', '8080'], /--http is for serving over HTTP/],
    [['--http-sessions', '1'], /--http-sessions is for serving over HTTP/],
    [['--login'], /--login does something else than serving/],
  ])('%j', (argv, message) => {
    expect(() => serverArgumentsOf(all, argv, machineWith())).toThrow(message);
  });

  test('a path that a host would read as something else', async () => {
    const machine = machineWith('${HOME}');
    await expect(run(machine, '--install', 'cursor', '${HOME}')).rejects.toThrow(
      /Cursor would replace "\$\{" in .*\$\{HOME\}/,
    );
    expect(await run(machine, '--install', 'claude-desktop', '${HOME}')).toBe(0);
  });
});
