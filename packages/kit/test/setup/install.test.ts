import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { hosts } from '../../src/setup/hosts/index.ts';
import type { HostName } from '../../src/setup/flags.ts';
import { fileOf, given, makeMachine, read, readConfiguration, readJson, run, temporaryFolder } from './sample.ts';

const names = Object.keys(hosts) as Exclude<HostName, 'print'>[];
const entryIn = (name: Exclude<HostName, 'print'>, file: string, entry = 'sample'): unknown =>
  readConfiguration(file)[hosts[name].key]?.[entry];

describe('install', () => {
  test.each(names)('%s: a new configuration, then nothing to do, then none', async (name) => {
    const machine = makeMachine();
    const folder = temporaryFolder();
    expect(await run(machine, '--install', name, '--read-only', folder)).toBe(0);
    const file = fileOf(name, machine);
    const args = [machine.main, '--read-only', folder];
    const commandLine =
      name === 'opencode'
        ? { command: [machine.node, ...args] }
        : name === 'goose'
          ? { name: 'sample', cmd: machine.node, args, envs: {} }
          : { command: machine.node, args };
    expect(entryIn(name, file)).toEqual({
      ...hosts[name].extra,
      ...commandLine,
      ...(hosts[name].inputs !== undefined && { env: { S_TOKEN: '${input:sample-token}' } }),
    });
    expect(machine.said.join('\n')).toContain(`Added "sample" to ${hosts[name].title}: ${file}`);
    expect(machine.said.join('\n')).toContain(`--doctor ${name}`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(machine.printed).toEqual([]);

    const text = read(file);
    expect(await run(machine, '--install', name, '--read-only', folder)).toBe(0);
    expect(machine.said.join('\n')).toContain('Nothing was changed');
    expect(read(file)).toBe(text);
    expect(readdirSync(path.dirname(file)).filter((one) => one.includes('.backup-'))).toEqual([]);

    expect(await run(machine, '--uninstall', name)).toBe(0);
    expect(entryIn(name, file)).toBeUndefined();
    expect(read(file)).not.toContain('sample');
    expect(read(`${file}.backup-20261126T101112`)).toBe(text);
    expect(await run(machine, '--uninstall', name)).toBe(0);
    expect(machine.said.at(-1)).toBe(`${hosts[name].title} has no "sample" in ${file}. Nothing was changed.`);
  });

  test('what others have there is left, byte for byte, and kept as a copy', async () => {
    const machine = makeMachine();
    const before =
      '\uFEFF// mine\r\n{\r\n\t"theme" : "dark",\r\n\t"context_servers": {\r\n\t\t"other": {"env":{"KEY":"hidden-from-all"}}, // keep\r\n\t},\r\n}\r\n';
    const file = given('zed', machine, before, 0o640);
    expect(await run(machine, '--install', 'zed', ':memory:')).toBe(0);
    const after = read(file);
    const added = `\r\n\t\t"sample": {\r\n\t\t\t"command": "${machine.node}",\r\n\t\t\t"args": [\r\n\t\t\t\t"${machine.main}",\r\n\t\t\t\t":memory:"\r\n\t\t\t]\r\n\t\t},`;
    expect(after).toBe(before.replace(' // keep', ` // keep${added}`));
    const backup = `${file}.backup-20261126T101112`;
    expect(read(backup)).toBe(before);
    for (const one of [file, backup]) expect(statSync(one).mode & 0o777).toBe(0o640);
    expect(readdirSync(path.dirname(file)).sort()).toEqual([path.basename(file), path.basename(backup)]);
    expect(await run(machine, '--uninstall', 'zed')).toBe(0);
    expect(read(file)).toBe(before);
    expect(read(`${backup}-2`)).toBe(after);
    expect(machine.said.join('\n')).not.toContain('hidden-from-all');
  });

  test.each([
    ['{\n  "mcpServers": {\n    "a": 1,,\n  }\n}', /is not valid JSON: .* at line 3, column 12/],
    ['[]', /holds no JSON object/],
    ['{"mcpServers": []}', /"mcpServers" in .*, line 1, is not an object/],
    [Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1'), /is not valid JSON/],
  ])('a broken configuration is reported and left: %j', async (text, message) => {
    const machine = makeMachine();
    const file = given('cursor', machine, text);
    await expect(run(machine, '--install', 'cursor', '--yes')).rejects.toThrow(message);
    await expect(run(machine, '--uninstall', 'cursor')).rejects.toThrow(message);
    expect(read(file)).toBe(text);
    expect(readdirSync(path.dirname(file))).toEqual([path.basename(file)]);
  });

  test('what is not UTF-8 is left', async () => {
    const machine = makeMachine();
    const file = given('cursor', machine, '');
    writeFileSync(file, Buffer.from('{}', 'utf16le'));
    await expect(run(machine, '--install', 'cursor')).rejects.toThrow(/is not valid JSON|not UTF-8/);
    writeFileSync(file, Buffer.from([0x7b, 0xff, 0x7d]));
    await expect(run(machine, '--install', 'cursor')).rejects.toThrow('is not UTF-8 text');
    expect(readdirSync(path.dirname(file))).toEqual([path.basename(file)]);
  });

  test('a configuration that is a link stays one, also to a file that is yet to be made', async () => {
    const machine = makeMachine();
    const dotfiles = temporaryFolder();
    const file = fileOf('cursor', machine);
    mkdirSync(path.dirname(file));
    symlinkSync(path.join(dotfiles, 'cursor.json'), file);
    for (const name of ['one', 'two']) {
      expect(await run(machine, '--install', 'cursor', '--name', name)).toBe(0);
      expect(lstatSync(file).isSymbolicLink()).toBe(true);
    }
    const real = path.join(dotfiles, 'cursor.json');
    expect(Object.keys((readJson(real) as { mcpServers: object }).mcpServers)).toEqual(['one', 'two']);
    expect(readdirSync(dotfiles)).toEqual(['cursor.json']);
    expect(machine.said.join('\n')).toContain(`a link to   ${real}`);
    expect(existsSync(`${file}.backup-20261126T101112`)).toBe(true);
  });

  test('a host that is not there is named, and gets its entry', async () => {
    const machine = makeMachine();
    await run(machine, '--install', 'windsurf');
    expect(machine.said.join('\n')).toContain('Windsurf does not seem to be installed');
    given('cursor', machine, '{}');
    await run(machine, '--install', 'cursor');
    expect(machine.said.join('\n')).not.toContain('Cursor does not seem');
  });

  test('a folder in its place is named', async () => {
    const machine = makeMachine();
    mkdirSync(fileOf('cursor', machine), { recursive: true });
    await expect(run(machine, '--install', 'cursor')).rejects.toThrow(/mcp\.json cannot be read \(EISDIR\)/);
  });

  test.runIf(process.getuid?.() !== 0)('a file that may not be written is named, and left', async () => {
    const machine = makeMachine();
    const file = given('cursor', machine, '{}');
    chmodSync(path.dirname(file), 0o500);
    await expect(run(machine, '--install', 'cursor')).rejects.toThrow(/cannot be written \(EACCES\)/);
    chmodSync(path.dirname(file), 0o700);
    expect(read(file)).toBe('{}');
  });

  test('what the server would refuse, it refuses before anything is written', async () => {
    const machine = makeMachine();
    mkdirSync(path.join(machine.home, 'refused'));
    await expect(run(machine, '--install', 'cursor', 'refused')).rejects.toThrow(
      'The server does not want that folder.',
    );
    await expect(run(machine, '--install', 'cursor', '--nonsense')).rejects.toThrow("Unknown option '--nonsense'");
    expect(existsSync(path.dirname(fileOf('cursor', machine)))).toBe(false);
  });

  test('Claude Code: its lock is waited for, and given back', async () => {
    const machine = makeMachine();
    const file = given('claude-code', machine, '{"projects":{}}');
    mkdirSync(`${file}.lock`);
    let isDone = false;
    const installing = run(machine, '--install', 'claude-code').then(() => (isDone = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(isDone).toBe(false);
    writeFileSync(file, '{"projects":{"new":1}}');
    const { rmdirSync } = await import('node:fs');
    rmdirSync(`${file}.lock`);
    await installing;
    expect(readJson(file)).toMatchObject({ projects: { new: 1 }, mcpServers: { sample: { type: 'stdio' } } });
    expect(existsSync(`${file}.lock`)).toBe(false);
  });
});

describe('print', () => {
  test('the entry on stdout and nothing else', async () => {
    const machine = makeMachine();
    expect(await run(machine, '--install', 'print', '--name', 'mine', '--command', 'x y')).toBe(0);
    expect(machine.printed).toEqual([
      `${JSON.stringify({ mcpServers: { mine: { command: machine.node, args: [machine.main, '--command', 'x y'] } } }, undefined, 2)}\n`,
    ]);
    expect(machine.said).toEqual([]);
    expect(readdirSync(machine.home)).toEqual(['bin']);
  });
});
