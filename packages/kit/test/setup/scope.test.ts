import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { hosts, type HostKey } from '../../src/setup/hosts/index.ts';
import { entryWith, examined, realMachine, starts } from './doctor-sample.ts';
import { fileOf, given, makeMachine, read, readConfiguration, readJson, run, temporaryFolder } from './sample.ts';

const withProject = Object.entries(hosts).flatMap(([key, { project }]) => (project ? [key as HostKey] : []));

describe('the configuration of a project', () => {
  test.each(withProject)('%s: written, checked and removed, and the user’s is left alone', async (key) => {
    const cwd = temporaryFolder();
    const machine = realMachine({ cwd });
    const file = path.join(cwd, ...(hosts[key].project?.path ?? []));
    expect(await run(machine, '--install', key, '--scope', 'project', '--command', 'x', ':memory:')).toBe(0);
    const entries = readConfiguration(file)[hosts[key].key];
    expect(Object.keys(entries ?? {})).toEqual(['sample']);
    expect(existsSync(fileOf(key, machine))).toBe(false);
    expect(machine.said.join('\n')).toContain(`--doctor ${key} --scope project`);
    expect(await run(machine, '--doctor', key)).toBe(0);
    expect(machine.said.at(-1)).toBe('  All is well.');
    expect(await run(machine, '--uninstall', key, '--scope', 'project')).toBe(0);
    expect(readConfiguration(file)[hosts[key].key]?.['sample']).toBeUndefined();
  });

  test('of a host without one', async () => {
    await expect(run(makeMachine(), '--install', 'windsurf', '--scope', 'project')).rejects.toThrow(
      /Windsurf has no configuration for a project\. These hosts have: .*claude-code/,
    );
    await expect(run(makeMachine(), '--install', 'cursor', '--scope', 'team')).rejects.toThrow(/"user" or "project"/);
  });
});

describe('profiles of VS Code', () => {
  const stored = (machine: ReturnType<typeof makeMachine>) => {
    const folder = path.join(machine.home, '.config/Code/User/globalStorage');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, 'storage.json'),
      JSON.stringify({ userDataProfiles: [{ location: '1a2b3c', name: 'Work' }] }),
    );
  };

  test('one is found by its name', async () => {
    const machine = makeMachine();
    stored(machine);
    expect(await run(machine, '--install', 'vscode', '--profile', 'Work')).toBe(0);
    const file = path.join(machine.home, '.config/Code/User/profiles/1a2b3c/mcp.json');
    expect(readJson(file)).toMatchObject({ servers: { sample: { type: 'stdio' } } });
    expect(existsSync(fileOf('vscode', machine))).toBe(false);
  });

  test('an unknown one is answered with those that exist', async () => {
    const machine = makeMachine();
    stored(machine);
    await expect(run(machine, '--install', 'vscode', '--profile', 'Play')).rejects.toThrow(
      /no profile "Play"\. There are: "Work"\./,
    );
    await expect(run(machine, '--install', 'cursor', '--profile', 'Work')).rejects.toThrow(/Cursor has no profiles/);
  });
});

describe('a pinned version', () => {
  test('is written for npx', async () => {
    const machine = makeMachine();
    const folder = path.join(machine.home, '.npm/_npx/ab12/node_modules/@mcp-reference/server-sample');
    mkdirSync(path.join(folder, 'dist'), { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{ "name": "@mcp-reference/server-sample" }');
    machine.main = path.join(folder, 'dist/main.mjs');
    expect(await run(machine, '--install', 'cursor', '--pin')).toBe(0);
    expect(readJson(fileOf('cursor', machine))).toMatchObject({
      mcpServers: { sample: { args: ['-y', '@mcp-reference/server-sample@1.2.3'] } },
    });
  });

  test('cannot be had from a checkout, and that is said', async () => {
    const machine = makeMachine();
    expect(await run(machine, '--install', 'cursor', '--pin')).toBe(0);
    expect(machine.said.join('\n')).toContain('--pin has no effect in a checkout');
  });
});

describe('a host that would refuse', () => {
  test.each([
    ['opencode', { enabled: false }],
    ['codex', { enabled: false }],
    ['cline', { disabled: true }],
  ] as const)('%s: an entry that is switched off', async (key, off) => {
    const machine = realMachine();
    await run(machine, '--install', key, '--command', 'x', ':memory:');
    const file = fileOf(key, machine);
    const [name, value] = Object.entries(off)[0] ?? [];
    const text = read(file);
    writeFileSync(
      file,
      file.endsWith('.toml')
        ? `${text}${name} = ${value}\n`
        : text.includes('"enabled": true')
          ? text.replace('"enabled": true', '"enabled": false')
          : text.replace('"sample": {', `"sample": { "${name}": ${value},`),
    );
    machine.said.length = 0;
    expect(await run(machine, '--doctor', key)).toBe(1);
    expect(machine.said.join('\n')).toMatch(/The entry is switched off .*\n {2}what to do {2}Take /);
    expect(machine.said.join('\n')).not.toContain('All is well');
  });

  const excluded = { mcp: { excluded: ['sample'] } };
  test.each([
    ['gemini-cli', '.gemini/settings.json', excluded],
    ['gemini-cli', '.gemini/settings.json', { mcp: { allowed: ['other'] } }],
    ['gemini-cli', '.gemini/settings.json', { mcp: { allowed: [] } }],
    ['qwen-code', '.qwen/settings.json', excluded],
    ['claude-code', '.claude/settings.json', { deniedMcpServers: [{ serverName: 'sample' }] }],
  ] as const)('%s: %s says %j', async (key, settings, added) => {
    const machine = realMachine();
    await run(machine, '--install', key, '--command', 'x', ':memory:');
    const file = path.join(machine.home, settings);
    const write = (more: object) => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ ...(existsSync(file) && (readJson(file) as object)), ...more }));
      machine.said.length = 0;
      return run(machine, '--doctor', key);
    };
    expect(await write(added)).toBe(1);
    expect(machine.said.join('\n')).toMatch(/does not start "sample": "\w+" in .*names? it\.\n {2}what to do {2}\w/);
    expect(machine.said.join('\n')).not.toContain('All is well');
    // The control: lists that are about other servers.
    expect(
      await write({ mcp: { excluded: ['other'], allowed: ['sample'] }, deniedMcpServers: [{ serverName: 'x' }] }),
    ).toBe(0);
  });

  test('claude-code: a server that is disabled for this project alone', async () => {
    const machine = realMachine();
    await run(machine, '--install', 'claude-code', '--command', 'x', ':memory:');
    const file = fileOf('claude-code', machine);
    const doctorWith = (project: string, key: string) => {
      writeFileSync(
        file,
        JSON.stringify({ ...(readJson(file) as object), projects: { [project]: { [key]: ['sample'] } } }),
      );
      return run(machine, '--doctor', 'claude-code');
    };
    expect(await doctorWith(machine.cwd, 'disabledMcpServers')).toBe(1);
    expect(machine.said.join('\n')).toContain('or enable it in Claude Code.');
    expect(await doctorWith('/another', 'disabledMcpServers')).toBe(0);
    expect(await doctorWith(machine.cwd, 'disabledMcpjsonServers')).toBe(0);
  });

  test.each([
    [
      'gemini-cli',
      { excludeTools: ['ping', 'last'] },
      1,
      /offers no tool of it: "excludeTools" in the entry leaves all/,
    ],
    ['copilot-cli', { tools: [] }, 1, /offers no tool of it: "tools"/],
    ['codex', { enabled_tools: ['ping'] }, 0, /note {8}"enabled_tools" in the entry leaves out 1 of 2 tools: last/],
    ['windsurf', { disabledTools: ['last'] }, 0, /leaves out 1 of 2 tools: last/],
    ['copilot-cli', { tools: ['*'] }, 0, /All is well/],
    ['gemini-cli', { timeout: 1 }, 1, /waits 0\.001[^]*Raise "timeout" in the entry/],
    ['vscode', { type: 'http' }, 1, /type "http", which is for servers with an address/],
  ] as const)('%s: an entry with %j', async (key, more, code, says) => {
    const machine = realMachine();
    const found = await entryWith(machine, key, more);
    expect(found).toMatchObject({ code, text: expect.stringMatching(says) });
    expect(found.text.includes('All is well')).toBe(code === 0);
  });

  test('the name of a tool that gets too long', async () => {
    const machine = realMachine();
    const name = 'n'.repeat(60);
    await run(machine, '--install', 'cursor', '--name', name);
    machine.said.length = 0;
    expect(await run(machine, '--doctor', 'cursor', '--name', name)).toBe(1);
    expect(machine.said.join('\n')).toMatch(/longer than 64 characters[^]*--name <shorter>/);
  });

  test('answers that are longer than the host passes on', async () => {
    const machine = realMachine();
    await run(machine, '--install', 'gemini-cli', '--max-output', '100000', ':memory:');
    machine.said.length = 0;
    expect(await run(machine, '--doctor', 'gemini-cli')).toBe(1);
    expect(machine.said.join('\n')).toMatch(/--max-output 100000 is more than Gemini CLI passes on whole \(38000/);
  });

  test('a server that is slower than the host waits', async () => {
    const machine = realMachine();
    mkdirSync(path.join(machine.home, '.claude'));
    writeFileSync(path.join(machine.home, '.claude/settings.json'), '{ "env": { "MCP_TIMEOUT": "1" } }');
    const { code, text } = await examined(machine, starts(machine, 'works'), 'claude-code');
    expect(code).toBe(1);
    expect(text).toMatch(/Claude Code waits 0\.001\.\n {2}what to do {2}Set MCP_TIMEOUT/);
  });

  test('more tools than the host offers a model', async () => {
    const machine = realMachine();
    const most = hosts.cursor.mostTools ?? 0;
    const entry = { command: machine.node, args: [machine.main], env: { TOOLS: String(most + 1) } };
    given('cursor', machine, JSON.stringify({ mcpServers: { other: entry, foreign: { command: 'x' } } }));
    await run(machine, '--install', 'cursor');
    expect(machine.said.join('\n')).toMatch(
      new RegExp(
        `Cursor offers a model at most ${most} tools, and these servers have ${most + 1} \\(sample 0, other ${most + 1}\\)\\. Those of foreign come on top\\. Add "--toolsets minimal"`,
      ),
    );
  });
});

describe('starts the entry as the host does', () => {
  test('with its environment: the settings’ own, what it passes on, and without what it withholds', async () => {
    const machine = realMachine();
    Object.assign(machine.env, { MY_VARIABLE: 'shell', MY_TOKEN: 'hush-hush-0000' });
    mkdirSync(path.join(machine.home, '.claude'));
    writeFileSync(path.join(machine.home, '.claude/settings.json'), '{ "env": { "FROM_SETTINGS": "yes" } }');
    const environment = async (key: HostKey, entry: object = {}) => {
      const report = path.join(machine.home, `report-${key}`);
      await examined(machine, { ...starts(machine, 'works', { REPORT: report }), ...entry }, key);
      return readJson(report) as { env: Record<string, string>; cwd: string; first: string; roots: unknown };
    };
    const claude = await environment('claude-code');
    expect(claude.env).toMatchObject({ MY_VARIABLE: 'shell', MY_TOKEN: 'hush-hush-0000', FROM_SETTINGS: 'yes' });
    expect(claude.first).toBe('server/discover');
    const gemini = await environment('gemini-cli');
    expect(gemini.env).toMatchObject({ MY_VARIABLE: 'shell' });
    expect(gemini.env).not.toHaveProperty('MY_TOKEN');
    expect(gemini.cwd).toBe(machine.cwd);
    expect(gemini.roots).toEqual([expect.objectContaining({ uri: `file://${machine.cwd}` })]);
    const desktop = await environment('claude-desktop');
    expect(desktop.env).not.toHaveProperty('MY_VARIABLE');
    const folder = temporaryFolder();
    expect((await environment('cursor', { cwd: folder })).cwd).toBe(folder);
  });

  test('without server/discover where the server does not answer it', async () => {
    const machine = realMachine();
    const { code, text } = await examined(machine, starts(machine, 'mute'), 'claude-code');
    expect([code, text]).toEqual([0, expect.stringContaining('protocol 2025-11-25')]);
  });
});
