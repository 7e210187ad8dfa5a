import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hosts } from '../../src/hosts/hosts.ts';
import type { HostName } from '../../src/setup-flags.ts';
import { fileOf, given, makeMachine, run, writeProgram, type Fake } from './sample.ts';

type Key = Exclude<HostName, 'print'>;
const secret = 'hush-hush-1234';

/** A computer on which the server is a real program. */
function realMachine(change: Partial<Fake> = {}): Fake {
  const machine = makeMachine({ node: process.execPath, desktopPath: path.dirname(process.execPath), ...change });
  const folder = path.join(machine.home, 'checkout/packages/sample');
  mkdirSync(path.join(folder, 'dist'), { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: '@mcp-reference/server-sample' }));
  copyFileSync(fileURLToPath(new URL('program.mjs', import.meta.url)), machine.main);
  return machine;
}

const configure = (machine: Fake, entry: unknown, key: Key = 'claude-desktop', name = 'sample') =>
  given(
    key,
    machine,
    JSON.stringify({ [hosts[key].key]: { [name]: entry, other: { env: { KEY: 'not-to-be-seen' } } } }),
  );

/** What a doctor says about an entry. */
async function examined(
  machine: Fake,
  entry: unknown,
  key: Key = 'claude-desktop',
): Promise<{ code: number; text: string }> {
  configure(machine, entry, key);
  const code = await run(machine, '--doctor', key);
  const text = machine.said.join('\n');
  expect(text).not.toMatch(/not-to-be-seen|hush-hush/);
  expect(machine.printed).toEqual([]);
  return { code, text };
}

const starts = (machine: Fake, mode: string, env: Record<string, string> = {}, args: string[] = []) => ({
  command: machine.node,
  args: [machine.main, ...args],
  env: { MODE: mode, SECRET_TOKEN: secret, ...env },
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // One that has ended and that nobody has asked about is still there, as a zombie.
  return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

describe('all is well', () => {
  test.each(Object.keys(hosts) as Key[])('%s, as it was installed', async (key) => {
    const machine = realMachine();
    await run(machine, '--install', key, '--command', 'x', ':memory:');
    machine.said.length = 0;
    expect(await run(machine, '--doctor', key)).toBe(0);
    expect(machine.said.join('\n')).toMatch(
      /"sample" in .*\n {2}starts .*\n {2}node {8}\d+\.\d+\.\d+ .*\n {2}answered {4}sample 1\.2\.3, after \d+\.\d s, with 2 tools\n {2}called {6}ping: works\n {2}All is well\.$/,
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

describe('how it behaves', () => {
  test.each<[string, RegExp]>([
    [
      'ends',
      /It ended with exit code 3 before it was done\. Its last words:\n {4}first\n {4}warn: left out \(Error: why\)\n {4}no use for (\[hidden\]|\[secret\])\n/,
    ],
    ['noise', /It writes to stdout what is not the protocol.*"Welcome, (\[hidden\]|\[secret\])", "\{\\"a\\":1\}"/],
    ['refuses', /It refused initialize: Too new\./],
    ['empty', /It offers no tools\.\n {2}what to do {2}Look at --tools/],
    [
      'denied',
      /ping failed: It is denied: .*\n {2}what to do {2}The entry sets no S_TOKEN: add "env": \{"S_TOKEN": "\.\.\."\} to it\. Or give --command\./,
    ],
    ['unavailable', /ping failed: It is unavailable: .*\n {2}what to do {2}Once that is done, check again\./],
  ])('it %s', async (mode, message) => {
    const machine = realMachine();
    const { code, text } = await examined(machine, starts(machine, mode));
    expect(code).toBe(1);
    expect(text).toMatch(message);
    expect(text).not.toContain('All is well');
  });

  test('a token that is not accepted', async () => {
    const machine = realMachine();
    const { text } = await examined(machine, starts(machine, 'denied', { OTHER_TOKEN: 'hush-hush-too' }));
    expect(text).toMatch(/The entry sets OTHER_TOKEN: if that is what was not accepted, put a new one there/);
  });

  test.each(['hangs', 'stays'])('it %s, with a child of its own: both are ended', async (mode) => {
    const machine = realMachine({ patience: mode === 'hangs' ? 1_000 : 20_000 });
    const pids = path.join(machine.home, 'pids');
    const { code, text } = await examined(machine, starts(machine, mode, { PIDS: pids }));
    expect(code).toBe(mode === 'hangs' ? 1 : 0);
    if (mode === 'hangs')
      expect(text).toMatch(/It did not answer within 1 seconds and was stopped\. It said nothing on stderr/);
    const all = readFileSync(pids, 'utf8').trim().split(/\s+/).map(Number);
    expect(all).toHaveLength(2);
    expect(all.filter(isRunning)).toEqual([]);
  });

  test('it gets nothing of the shell but what hosts pass on', async () => {
    const machine = realMachine();
    Object.assign(machine.env, { USER: 'me', S_TOKEN: secret, NODE_OPTIONS: '--bad', MODE: 'ends' });
    expect((await examined(machine, { command: machine.node, args: [machine.main] })).code).toBe(0);
  });
});

describe('what hosts replace', () => {
  test('is replaced, and named where it is not set', async () => {
    const machine = realMachine();
    const entry = (reference: string) => ({ command: machine.node, args: [machine.main], env: { MODE: reference } });
    machine.env['WANTED'] = 'denied';
    for (const [key, reference] of [
      ['cursor', '${env:WANTED}'],
      ['windsurf', '${env:WANTED}'],
      ['claude-code', '${WANTED}'],
      ['vscode', '${env:WANTED}'],
    ] as const) {
      machine.said.length = 0;
      expect((await examined(machine, entry(reference), key)).text).toContain('ping failed: It is denied');
    }
    machine.env['WANTED'] = '';
    machine.said.length = 0;
    expect(await examined(machine, entry('${WANTED}'), 'claude-code')).toMatchObject({
      code: 1,
      text: expect.stringMatching(/needs the variable WANTED, and it is not set/),
    });
    machine.said.length = 0;
    expect((await examined(machine, entry('${WANTED:-denied}'), 'claude-code')).text).toContain('ping failed');
    machine.said.length = 0;
    expect((await examined(machine, { ...entry('works'), env: { X: '${env:WANTED}' } }, 'cursor')).text).toMatch(
      /note {8}WANTED is not set in this shell\. Cursor reads it/,
    );
    machine.said.length = 0;
    expect((await examined(machine, { ...entry('works'), env: { S_TOKEN: '${input:x}' } }, 'vscode')).text).toMatch(
      /note {8}VS Code asks for S_TOKEN; this check goes without/,
    );
  });
});
