import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { examine } from '../../src/setup/examine.ts';
import { hosts } from '../../src/setup/hosts/index.ts';
import { placeOf } from '../../src/setup/place.ts';
import { examined, realMachine, starts, type Key } from './doctor-sample.ts';
import { fileOf, given, makeMachine, run, writeProgram } from './sample.ts';

describe('all is well', () => {
  test.each(Object.keys(hosts) as Key[])('%s, as it was installed', async (key) => {
    const machine = realMachine();
    await run(machine, '--install', key, '--command', 'x', ':memory:');
    machine.said.length = 0;
    expect(await run(machine, '--doctor', key)).toBe(0);
    expect(machine.said.join('\n')).toMatch(
      /"sample" in .*\n {2}starts .*\n {2}node {8}\d+\.\d+\.\d+ .*\n( {2}answered {4}sample 1\.2\.3, after \d+\.\d s, with 2 tools \(protocol \d{4}-\d\d-\d\d\)\n){1,2} {2}called {6}ping: works\n {2}All is well\.$/,
    );
  });

  test('everywhere, also under another name', async () => {
    const machine = realMachine();
    expect(await run(machine, '--doctor')).toBe(1);
    expect(machine.said.join('\n')).toMatch(
      /No host has an entry for this server\.\n {2}what to do {2}Add it to one: .*--install <host>/,
    );
    await run(machine, '--install', 'cursor');
    await run(machine, '--install', 'zed', '--name', 'mine');
    machine.said.length = 0;
    expect(await run(machine, '--doctor')).toBe(0);
    expect(machine.said.filter((line) => / in .*:$/.test(line))).toEqual([
      `Cursor, "sample" in ${fileOf('cursor', machine)}:`,
      `Zed, "mine" in ${fileOf('zed', machine)}:`,
    ]);
    machine.said.length = 0;
    expect(await run(machine, '--doctor', '--name', 'mine')).toBe(0);
    expect(machine.said.join('\n')).not.toContain('Cursor');
  });

  test('a call that only lacks arguments shows that the server answers', async () => {
    const machine = realMachine();
    expect(await examined(machine, starts(machine, 'invalid'))).toMatchObject({
      code: 0,
      text: expect.stringContaining('ping: it answers'),
    });
  });

  test('another server under the name is talked to, and named', async () => {
    const machine = realMachine();
    const file = path.join(machine.home, 'else.mjs');
    copyFileSync(machine.main, file);
    const { code, text } = await examined(machine, { command: machine.node, args: [file] });
    expect({ code, text }).toMatchObject({
      code: 0,
      text: expect.stringContaining('starts something else than this server'),
    });
    expect(text).not.toContain('called');
  });
});

describe('the configuration', () => {
  test.each<[string, string | undefined, RegExp]>([
    ['is missing', undefined, /Cursor has no "sample" in .*mcp\.json\.\n {2}what to do {2}Add it: .*--install cursor/],
    ['has no such entry', '{"mcpServers":{}}', /Cursor has no "sample"/],
    ['is broken', '{"mcpServers":', /is not valid JSON: .* at line 1, column 15/],
  ])('%s', async (_name, text, message) => {
    const machine = realMachine();
    if (text !== undefined) given('cursor', machine, text);
    expect(await run(machine, '--doctor', 'cursor')).toBe(1);
    expect(machine.said.join('\n')).toMatch(message);
  });

  test('has comments, which not every host reads', async () => {
    for (const [key, code] of [
      ['claude-desktop', 1],
      ['zed', 0],
    ] as const) {
      const machine = realMachine();
      await run(machine, '--install', key);
      const file = fileOf(key, machine);
      writeFileSync(file, `// mine\n${readFileSync(file, 'utf8')}`);
      machine.said.length = 0;
      expect(await run(machine, '--doctor', key)).toBe(code);
      if (code === 1)
        expect(machine.said.join('\n')).toMatch(
          /has comments or commas at the end, which Claude Desktop does not read/,
        );
    }
  });

  test.each<[unknown, RegExp]>([
    [1, /starts no program/],
    [{ url: 'https://example.com/?key=hush-hush' }, /starts no program: it has no "command"/],
    [{ command: 'node', args: 'x' }, /"args" of the entry are not a list/],
  ])('an entry like %j', async (entry, message) => {
    const { code, text } = await examined(realMachine(), entry);
    expect(code).toBe(1);
    expect(text).toMatch(message);
    expect(text).toMatch(/what to do {2}.*--install claude-desktop .* --yes/);
  });
});

describe('the program', () => {
  test('is not on the PATH of the host', async () => {
    const machine = realMachine({ desktopPath: '/nowhere:/nor/here' });
    const { code, text } = await examined(machine, { command: 'npx', args: ['-y', 'x'] });
    expect(code).toBe(1);
    expect(text).toMatch(
      /Claude Desktop does not find "npx": it is not on the PATH that it gives to servers \(\/nowhere:\/nor\/here\)/,
    );
    expect(text).toMatch(/what to do {2}Install Node from nodejs\.org/);
  });

  test('is on the PATH of a shell only: a host from a terminal finds it, one from the desktop does not', async () => {
    const machine = realMachine({ desktopPath: '/nowhere' });
    machine.env['PATH'] = path.dirname(process.execPath);
    const entry = { command: 'node', args: [machine.main] };
    expect((await examined(machine, entry, 'claude-code')).code).toBe(0);
    expect((await examined(machine, entry, 'claude-desktop')).code).toBe(1);
  });

  test('is gone', async () => {
    const machine = realMachine();
    const { text } = await examined(machine, { command: '/nowhere/node', args: [machine.main] });
    expect(text).toMatch(/\/nowhere\/node is not there \(any more\), or is no program/);
  });

  test('is there, and its Node is not', async () => {
    const machine = realMachine({ desktopPath: '/nowhere' });
    const npx = writeProgram(path.join(machine.home, 'other/npx'), 'exit 1');
    const { text } = await examined(machine, { command: npx, args: ['-y', 'x'] });
    expect(text).toMatch(/npx" needs Node, which Claude Desktop does not find/);
  });

  test.each([
    ['v18.20.8', /Node 18\.20\.8 \(.*\) is too old; 20\.19 or newer is needed/],
    ['v20.18.3', /Node 20\.18\.3 \(.*\) is too old/],
    ['', /node is too old|does not run/],
  ])('is a Node that is too old: %s', async (version, message) => {
    const machine = realMachine();
    const node = writeProgram(path.join(machine.home, 'old/node'), version === '' ? 'exit 1' : `echo ${version}`);
    const { code, text } = await examined(machine, { command: node, args: [machine.main] });
    expect(code).toBe(1);
    expect(text).toMatch(message);
    expect(text).not.toContain('answered');
  });

  test('is a batch file on Windows', async () => {
    const npx = 'C:\\nodejs\\npx.cmd';
    const machine = makeMachine({
      platform: 'win32',
      env: { Path: 'C:\\nodejs', SystemRoot: 'C:\\Windows', SHELL_ONLY: 'x' },
      isProgram: (file) => file === npx || file === 'C:\\nodejs\\node.exe',
      versionOf: async () => 'v24.0.0',
    });
    const place = placeOf('cursor', { scope: 'user' }, machine);
    const about = { place, options: {}, machine, again: 'Again.' };
    const { problems, env } = await examine({ command: 'npx', args: ['-y', 'x'] }, about);
    expect(problems).toEqual([
      { what: `"npx" is a batch file (${npx}), which not every host can start.`, todo: 'Again.' },
    ]);
    expect(env).toEqual({ SystemRoot: 'C:\\Windows', PATH: 'C:\\nodejs' });
    const { problems: none } = await examine({ command: 'C:\\nodejs\\node.exe', args: [] }, about);
    expect(none).toEqual([]);
  });

  test('starts a file that is gone', async () => {
    const machine = realMachine();
    const { text } = await examined(machine, { command: machine.node, args: ['/gone/dist/main.mjs'] });
    expect(text).toMatch(/\/gone\/dist\/main\.mjs is not there \(any more\)/);
  });
});

describe('the arguments', () => {
  test('a folder that is missing, and one that is not written in full', async () => {
    const machine = realMachine();
    mkdirSync(path.join(machine.home, 'docs'));
    const { code, text } = await examined(
      machine,
      starts(machine, 'works', {}, ['--extra', '/gone', 'docs', ':memory:']),
    );
    expect(code).toBe(1);
    expect(text).toMatch(/PROBLEM {5}"\/gone" does not exist\.\n {2}what to do {2}Make it/);
    expect(text).toMatch(/note {8}"docs" is not written in full/);
    expect(text).not.toContain(':memory:" does not');
  });

  test.runIf(process.getuid?.() !== 0)('a folder that may not be read', async () => {
    const machine = realMachine();
    const folder = path.join(machine.home, 'closed');
    mkdirSync(folder, { mode: 0o000 });
    const { text } = await examined(machine, starts(machine, 'works', {}, [folder]));
    chmodSync(folder, 0o700);
    expect(text).toMatch(/closed" may not be read by you/);
  });

  test('a flag that the server does not have', async () => {
    const machine = realMachine();
    const { code, text } = await examined(machine, starts(machine, 'works', {}, ['--nonsense']));
    expect(code).toBe(1);
    expect(text).toMatch(/The server does not take these arguments: Unknown option '--nonsense'/);
  });
});
