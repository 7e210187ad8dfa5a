import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostPathOf, launchOf, packageOf, typedCommand } from '../../src/setup/launch.ts';
import { makeMachine, temporaryFolder, writeProgram, type Fake } from './sample.ts';

const name = '@mcp-reference/server-sample';

/** A computer on which the server lies in a folder of packages. */
function installedMachine(inside: string, change: Partial<Fake> = {}): Fake {
  const home = change.home ?? temporaryFolder();
  const folder = path.join(home, inside, 'node_modules', name);
  mkdirSync(path.join(folder, 'dist'), { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name }));
  return makeMachine({ home, main: path.join(folder, 'dist/main.mjs'), ...change });
}

/** The note that npx keeps in its cache. */
const noted = (machine: Fake, packages: unknown) =>
  writeFileSync(path.join(machine.home, '.npm/_npx/abc/package.json'), JSON.stringify({ _npx: { packages } }));

describe('which package', () => {
  test.each<[unknown, string]>([
    [[name], name],
    [[`${name}@1.2.3`], `${name}@1.2.3`],
    [[`${name}@latest`], `${name}@latest`],
    [['other@1', `${name}@1.0.0-beta.1`], `${name}@1.0.0-beta.1`],
    [[`${name}@file:/x & y`], name],
    [undefined, name],
    ['broken', name],
  ])('asked of npx as %j', (packages, spec) => {
    const machine = installedMachine('.npm/_npx/abc');
    noted(machine, packages);
    expect(packageOf(machine)).toEqual({ name, spec, isInstalled: true, isFromNpx: true, hasModules: false });
    expect(typedCommand(machine, 'x')).toBe(`npx -y ${spec}`);
  });

  test('installed, or a checkout', () => {
    const installed = installedMachine('lib');
    expect(packageOf(installed)).toEqual({ name, spec: name, isInstalled: true, isFromNpx: false, hasModules: false });
    expect(typedCommand(installed, 'mcp-server-sample')).toBe(`npx -y ${name}`);
    writeProgram(path.join(path.dirname(installed.node), 'mcp-server-sample'), 'exit 0');
    expect(typedCommand(installed, 'mcp-server-sample')).toBe('mcp-server-sample');
    const checkout = makeMachine();
    expect(packageOf(checkout)).toMatchObject({ isInstalled: false });
    expect(typedCommand(checkout, 'x')).toBe('node checkout/packages/sample/dist/main.mjs');
    expect(typedCommand({ ...checkout, cwd: '/elsewhere' }, 'x')).toBe(`node ${checkout.main}`);
  });
});

describe('the command that works in a host', () => {
  test('npx, where the host finds it', async () => {
    const machine = installedMachine('lib');
    expect(await launchOf(machine, machine.desktopPath, [])).toEqual({ command: 'npx', args: ['-y', name], env: {} });
  });

  test('in full, where only the shell finds it: a version manager', async () => {
    const machine = installedMachine('lib');
    const bin = path.dirname(machine.node);
    expect(await launchOf(machine, '/usr/none:/opt/none', [])).toEqual({
      command: path.join(bin, 'npx'),
      args: ['-y', name],
      env: { PATH: `${bin}:/usr/none:/opt/none` },
      why: expect.stringMatching(/would not find npx/),
    });
  });

  test('in full, where the Node that the host finds is too old', async () => {
    const machine = installedMachine('lib');
    const old = path.join(machine.home, 'old');
    writeProgram(path.join(old, 'node'), 'echo v18.0.0');
    writeProgram(path.join(old, 'npx'), 'exit 1');
    expect(await launchOf(machine, old, [])).toMatchObject({
      command: path.join(path.dirname(machine.node), 'npx'),
      env: { PATH: `${path.dirname(machine.node)}:${old}` },
      why: expect.stringMatching(/too old/),
    });
  });

  test('in full, where it would run on another Node than its native modules are for', async () => {
    const machine = installedMachine('lib');
    const other = path.join(machine.home, 'other');
    writeProgram(path.join(other, 'node'), 'echo v22.1.0');
    writeProgram(path.join(other, 'npx'), 'exit 1');
    expect(await launchOf(machine, other, [])).toMatchObject({ command: 'npx' });
    const manifest = path.join(path.dirname(path.dirname(machine.main)), 'package.json');
    writeFileSync(manifest, JSON.stringify({ name, optionalDependencies: { native: '1' } }));
    expect(await launchOf(machine, other, [])).toMatchObject({
      command: path.join(path.dirname(machine.node), 'npx'),
      why: expect.stringMatching(/would find Node v22\.1\.0, and the modules beside the server/),
    });
    expect(await launchOf(machine, machine.desktopPath, [])).toMatchObject({ command: 'npx' });
  });

  test('the file itself, where there is no npx, and for a checkout', async () => {
    const machine = installedMachine('lib', { isProgram: (file) => !file.endsWith('npx') });
    expect(await launchOf(machine, '/none', [])).toEqual({
      command: machine.node,
      args: [machine.main],
      env: {},
      why: expect.stringMatching(/npx was not found/),
    });
    const checkout = makeMachine();
    expect(await launchOf(checkout, '/none', [])).toEqual({ command: checkout.node, args: [checkout.main], env: {} });
  });

  test('Node by the name that lasts longest', async () => {
    const home = temporaryFolder();
    const real = writeProgram(path.join(home, 'Cellar/node/24.1.0/bin/node'), 'echo v24.1.0');
    for (const folder of ['run/fnm_multishells/1_2/bin', 'x/node_modules/.bin', 'shims']) {
      mkdirSync(path.join(home, folder), { recursive: true });
      symlinkSync(real, path.join(home, folder, 'node'));
    }
    const folders = ['run/fnm_multishells/1_2/bin', 'x/node_modules/.bin', 'shims'].map((one) => path.join(home, one));
    const machine = makeMachine({ home, node: real, env: { PATH: folders.join(':') } });
    expect((await launchOf(machine, '/none', [])).command).toBe(path.join(home, 'shims/node'));
    const bare = makeMachine({ home, node: real, env: { PATH: folders.slice(0, 2).join(':') } });
    expect((await launchOf(bare, '/none', [])).command).toBe(real);
  });
});

describe('on Windows', () => {
  const nodejs = 'C:\\Program Files\\nodejs';
  const fnm = 'C:\\Users\\me\\fnm\\v24\\installation';
  const windows = (folders: string[], node: string, change: Partial<Fake> = {}): Fake => {
    const programs = new Set(folders.flatMap((folder) => [`${folder}\\node.exe`, `${folder}\\npx.cmd`]));
    return makeMachine({
      platform: 'win32',
      env: { Path: `C:\\Users\\me\\fnm_multishells\\1;${nodejs}` },
      node,
      main: `C:\\Users\\me\\npm\\node_modules\\${name.replace('/', '\\')}\\dist\\main.mjs`,
      isProgram: (file) => programs.has(file),
      textOf: (file) => (file.endsWith('package.json') ? JSON.stringify({ name }) : undefined),
      versionOf: async () => 'v24.0.0',
      ...change,
    });
  };
  const ofDesktop = (machine: Fake) => hostPathOf(false, machine);

  /** Keeps cmd, and the cmd that npx starts, from running a program that lies in the host's current folder. */
  const noCurrentFolder = { NoDefaultCurrentDirectoryInExePath: '1' };

  test('starts the script of npx by its full path', async () => {
    const script = `${nodejs}\\node_modules\\npm\\bin\\npx-cli.js`;
    const machine = windows([nodejs], `${nodejs}\\node.exe`, { exists: (file) => file === script });
    expect(ofDesktop(machine)).toBe(nodejs);
    expect(await launchOf(machine, ofDesktop(machine), ['C:\\My docs', '--read-only'])).toEqual({
      command: `${nodejs}\\node.exe`,
      args: [script, '-y', name],
      env: noCurrentFolder,
    });
  });

  test('starts npx through cmd where its script is not beside it', async () => {
    const machine = windows([nodejs], `${nodejs}\\node.exe`);
    expect(await launchOf(machine, ofDesktop(machine), ['C:\\My docs', '--read-only'])).toEqual({
      command: 'cmd',
      args: ['/c', 'npx', '-y', name],
      env: noCurrentFolder,
    });
  });

  test.each(['C:\\Tom & Jerry', '50%', 'a^b', 'a|b', '"x"', '(x)', '!x!'])(
    'not with arguments that cmd would read: %s',
    async (word) => {
      const machine = windows([nodejs], `${nodejs}\\node.exe`);
      expect(await launchOf(machine, ofDesktop(machine), [word])).toEqual({
        command: `${nodejs}\\node.exe`,
        args: [`${nodejs}\\node_modules\\npm\\bin\\npx-cli.js`, '-y', name],
        env: { ...noCurrentFolder, PATH: nodejs },
        why: expect.stringMatching(/cmd would read/),
      });
    },
  );

  test('a version manager: in full', async () => {
    const machine = windows([fnm], `${fnm}\\node.exe`);
    expect(await launchOf(machine, ofDesktop(machine), [])).toMatchObject({
      command: `${fnm}\\node.exe`,
      args: [`${fnm}\\node_modules\\npm\\bin\\npx-cli.js`, '-y', name],
      env: { ...noCurrentFolder, PATH: `${fnm};${nodejs}` },
    });
  });

  test('a checkout: Node in full', async () => {
    const main = 'C:\\src\\packages\\sample\\dist\\main.mjs';
    const machine = windows([nodejs], `${nodejs}\\node.exe`, { main });
    expect(await launchOf(machine, ofDesktop(machine), ['C:\\My & docs'])).toEqual({
      command: `${nodejs}\\node.exe`,
      args: [main],
      env: {},
    });
  });
});
