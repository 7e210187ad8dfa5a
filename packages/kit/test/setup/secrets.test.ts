import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { hosts } from '../../src/setup/hosts/index.ts';
import type { HostName } from '../../src/setup/flags.ts';
import { plainEntry } from '../../src/setup/entry.ts';
import { fileOf, given, makeMachine, read, readConfiguration, readJson, run } from './sample.ts';

type Key = Exclude<HostName, 'print'>;
const secret = 'hush-hush-1234';

async function installed(key: Key, env: NodeJS.ProcessEnv, ...argv: string[]) {
  const machine = makeMachine();
  Object.assign(machine.env, env);
  expect(await run(machine, '--install', key, ...argv)).toBe(0);
  const file = fileOf(key, machine);
  const document = readConfiguration(file);
  const said = machine.said.join('\n');
  expect(said).not.toContain(secret);
  const { env: variables } = plainEntry(document[hosts[key].key]?.['sample'], hosts[key]) as { env?: unknown };
  return { env: variables, inputs: document['inputs'], text: read(file), said };
}

const input = { type: 'promptString', id: 'sample-token', description: 'The token.', password: true };

describe('a secret that is set here', () => {
  test.each<[Key, object | undefined, RegExp]>([
    [
      'claude-desktop',
      undefined,
      /- S_TOKEN is set here, and was not written: .*"env": \{"S_TOKEN": "\.\.\."\}.*S_TOKEN_FILE.*--save-secrets\. Or give --command\./,
    ],
    ['zed', undefined, /- S_TOKEN is set here, and was not written/],
    [
      'claude-code',
      { S_TOKEN: '${S_TOKEN:-}' },
      /- S_TOKEN is read from the environment that Claude Code is started with/,
    ],
    ['cursor', { S_TOKEN: '${env:S_TOKEN}' }, /- S_TOKEN is read from the environment that Cursor/],
    ['windsurf', { S_TOKEN: '${env:S_TOKEN}' }, /- S_TOKEN is read from the environment that Windsurf/],
    ['vscode', { S_TOKEN: '${input:sample-token}' }, /- VS Code asks for S_TOKEN when it first starts the server/],
  ])('%s', async (key, env, message) => {
    const result = await installed(key, { S_TOKEN: secret });
    expect(result.env).toEqual(env);
    expect(result.said).toMatch(message);
    expect(result.text).not.toContain(secret);
    expect(result.inputs).toEqual(key === 'vscode' ? [input] : undefined);
  });

  test.each(Object.keys(hosts) as Key[])('%s: written with --save-secrets', async (key) => {
    const result = await installed(key, { S_TOKEN: secret }, '--save-secrets');
    expect(result.env).toEqual({ S_TOKEN: secret });
    expect(result.said).toMatch(/- S_TOKEN was written as plain text: everyone who can read that file can read it/);
    expect(result.said).not.toContain('chmod');
    expect(result.inputs).toBeUndefined();
  });

  test('and written into a file that others may read: from then on only its owner may', async () => {
    const machine = makeMachine();
    machine.env['S_TOKEN'] = secret;
    const file = given('cursor', machine, '{}', 0o644);
    await run(machine, '--install', 'cursor', '--save-secrets');
    expect(machine.said.join('\n')).toContain(`Other users of this computer could read ${file}. Now only you can`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is in no copy of the file after --uninstall, and in none that a replacement leaves', async () => {
    const machine = makeMachine();
    const files = () => readdirSync(path.dirname(file)).map((name) => read(path.join(path.dirname(file), name)));
    machine.env['S_TOKEN'] = secret;
    const file = given('cursor', machine, '{ "mcpServers": { "other": { "env": { "KEY": "stays" } } } }');
    await run(machine, '--install', 'cursor', '--save-secrets');
    // A copy that another program made of the file, such as an earlier version of this one.
    copyFileSync(file, `${file}.backup-20260101T000000`);
    machine.env['S_TOKEN'] = 'another-secret-9876';
    await run(machine, '--install', 'cursor', '--save-secrets', '--yes');
    expect(files().filter((text) => text.includes(secret))).toHaveLength(1);
    machine.env['S_TOKEN'] = secret;
    await run(machine, '--install', 'cursor', '--save-secrets', '--yes');
    expect(files().join('')).not.toContain('another-secret-9876');
    await run(machine, '--uninstall', 'cursor');
    expect(files().join('')).not.toContain(secret);
    expect(files().every((text) => text.includes('stays'))).toBe(true);
    expect(machine.said.join('\n')).toMatch(/The saved secret is in no copy of the file any more \(removed from 1\)\./);
  });

  test('stays where another entry has it, or a copy cannot be changed, and --uninstall says so', async () => {
    const machine = makeMachine();
    machine.env['S_TOKEN'] = secret;
    const file = given('cursor', machine, JSON.stringify({ mcpServers: { other: { env: { KEY: secret } } } }));
    await run(machine, '--install', 'cursor', '--save-secrets');
    copyFileSync(file, `${file}.backup-20260101T000000`);
    await run(machine, '--uninstall', 'cursor');
    expect(read(`${file}.backup-20260101T000000`).split(secret)).toHaveLength(3);
    expect(readJson(file)).toEqual({ mcpServers: { other: { env: { KEY: secret } } } });
    expect(machine.said.join('\n')).toContain(`Another entry of ${file} holds the same secret`);

    writeFileSync(file, '{}');
    await run(machine, '--install', 'cursor', '--save-secrets');
    mkdirSync(`${file}.backup-20260101T000001`);
    await run(machine, '--uninstall', 'cursor');
    const said = machine.said.join('\n');
    expect(said).toContain(`${file}.backup-20260101T000001 cannot be read or changed, and may still hold`);
    expect(said).not.toContain('in no copy');
  });

  test('is not written into a file that a project shares', async () => {
    await expect(run(makeMachine(), '--install', 'cursor', '--scope', 'project', '--save-secrets')).rejects.toThrow(
      /shared with the project/,
    );
  });

  test('print', async () => {
    const machine = makeMachine();
    machine.env['S_TOKEN'] = secret;
    await run(machine, '--install', 'print');
    expect(machine.printed.join('')).not.toContain(secret);
    expect(machine.said.join('\n')).toMatch(/S_TOKEN is set here, and was not written/);
    await run(machine, '--install', 'print', '--save-secrets');
    expect(JSON.parse(machine.printed[1] ?? '')).toMatchObject({
      mcpServers: { sample: { env: { S_TOKEN: secret } } },
    });
  });
});

describe('a secret by another name, in a file, elsewhere, or nowhere', () => {
  test('another name of it is kept', async () => {
    expect(await installed('cursor', { OTHER_TOKEN: secret })).toMatchObject({
      env: { OTHER_TOKEN: '${env:OTHER_TOKEN}' },
    });
    expect((await installed('vscode', { OTHER_TOKEN: secret })).env).toEqual({ S_TOKEN: '${input:sample-token}' });
  });

  test('the file that holds it is written, in full', async () => {
    const machine = makeMachine();
    machine.env['S_TOKEN_FILE'] = 'token.txt';
    writeFileSync(path.join(machine.home, 'token.txt'), secret);
    await run(machine, '--install', 'vscode');
    expect(readJson(fileOf('vscode', machine))).toEqual({
      servers: {
        sample: {
          type: 'stdio',
          command: machine.node,
          args: [machine.main],
          env: { S_TOKEN_FILE: path.join(machine.home, 'token.txt') },
        },
      },
    });
  });

  test('another option makes it unnecessary', async () => {
    for (const key of ['claude-desktop', 'cursor', 'vscode'] as const) {
      for (const set of [{}, { S_TOKEN: secret }]) {
        const { env, said, inputs } = await installed(key, set, '--command', 'x');
        expect({ env, inputs }).toEqual({ env: undefined, inputs: undefined });
        expect(said).not.toContain('S_TOKEN');
      }
    }
  });

  test('it is not set', async () => {
    const { env, said } = await installed('cursor', {});
    expect(env).toBeUndefined();
    expect(said).toMatch(/- S_TOKEN is not set\. Add it to the entry/);
  });
});

describe("VS Code's questions", () => {
  test('are added to those that are there, once, and taken away with the last that needs them', async () => {
    const machine = makeMachine();
    const before =
      '{\n\t"inputs": [\n\t\t{ "id": "other" } // theirs\n\t],\n\t"servers": {\n\t\t"other": { "env": { "A": "${input:other}" } }\n\t}\n}\n';
    const file = given('vscode', machine, before);
    await run(machine, '--install', 'vscode');
    await run(machine, '--install', 'vscode', '--log-level', 'debug', '--yes');
    expect(read(file)).toContain('{ "id": "other" }, // theirs');
    expect(read(file).match(/"id": "sample-token"/g)).toHaveLength(1);
    await run(machine, '--uninstall', 'vscode');
    expect(read(file)).toBe(before);
  });

  test('stay while another entry needs them', async () => {
    const machine = makeMachine();
    await run(machine, '--install', 'vscode');
    const file = fileOf('vscode', machine);
    writeFileSync(
      file,
      read(file).replace('"sample": {', '"copy": { "env": { "B": "${input:sample-token}" } },\n    "sample": {'),
    );
    await run(machine, '--uninstall', 'vscode');
    expect(readJson(file)).toMatchObject({ inputs: [input] });
  });

  test('that are no list are named', async () => {
    const machine = makeMachine();
    given('vscode', machine, '{"inputs": {}}');
    await expect(run(machine, '--install', 'vscode')).rejects.toThrow(/"inputs" in .*, line 1, is not a list/);
  });
});
