import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isRunning } from '../../src/testing/is-running.ts';
import { examined, realMachine, secret, starts } from './doctor-sample.ts';

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
    [
      'command',
      /ping failed: The token command "gh" failed with exit code 4\.\n {2}what to do {2}Run the command by hand and correct it/,
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

  test.each(['hangs', 'stays'])('it %s and has a child process: both are ended', async (mode) => {
    const machine = realMachine();
    const pids = path.join(machine.home, 'pids');
    const all = () => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split(/\s+/).map(Number) : []);
    // A busy machine may not have started both when the time is over.
    for (let seconds = 1; all().length !== 2; seconds *= 2) {
      rmSync(pids, { force: true });
      machine.said.length = 0;
      if (mode === 'hangs') machine.timeout = seconds * 1_000;
      const { code, text } = await examined(machine, starts(machine, mode, { PIDS: pids }));
      expect(code).toBe(mode === 'hangs' ? 1 : 0);
      if (mode === 'hangs')
        expect(text).toContain(
          `It did not answer within ${seconds} seconds and was stopped. It said nothing on stderr`,
        );
    }
    await expect.poll(() => all().filter(isRunning)).toEqual([]);
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
