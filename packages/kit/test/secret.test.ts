import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findSecret, redact, Secret } from '../src/secrets/secret.ts';
import { createLog, logLevels } from '../src/log.ts';
import { keptLog, temporaryFolder } from './fixtures.ts';

/** Makes secrets of values. */
const known = (...values: string[]) => values.map((value) => new Secret(value));

describe('a secret', () => {
  const value = 'tok"en\\with/odd chars+é\n1';
  const secret = new Secret(value);

  test('is itself only when it is asked for', () => {
    expect(secret.reveal()).toBe(value);
  });

  test.each<[string, () => string]>([
    ['String', () => String(secret)],
    ['a template', () => `${String(secret)} ${[secret].join('')}`],
    ['concatenation', () => 'x' + secret],
    ['JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['inspect', () => inspect({ secret }, { depth: 9, showHidden: true })],
    ['format', () => format('%s %o %j %d', secret, secret, secret, secret)],
    ['join', () => [secret, secret].join()],
    [
      'its keys and values',
      () => JSON.stringify([Object.keys(secret), Object.values(secret), Object.entries({ ...secret })]),
    ],
    ['an error', () => inspect(new Error('failed', { cause: secret }))],
    ['structured clone', () => inspect(structuredClone({ ...secret }))],
  ])('does not show in %s', (_name, show) => {
    const shown = show();
    for (const part of ['tok', 'odd chars']) expect(shown).not.toContain(part);
  });

  test('is looked for until everybody who has it forgot it', () => {
    const [one, two] = known('come-and-go', 'come-and-go');
    one?.forget();
    one?.forget();
    expect(redact('come-and-go')).toBe('[secret]');
    two?.forget();
    expect(redact('come-and-go')).toBe('come-and-go');
  });

  test('is replaced wherever it stands: as it is, in JSON, in an address', () => {
    const texts = [
      value,
      JSON.stringify({ value }),
      JSON.stringify(value),
      `https://x/?token=${encodeURIComponent(value)}&b=1`,
      `${value}${value}`,
    ];
    for (const text of texts) {
      const clean = redact(text);
      expect(clean, text).toContain('[secret]');
      expect(clean, text).not.toContain('odd chars');
      expect(clean, text).not.toContain('odd%20chars');
    }
    expect(redact('nothing in here')).toBe('nothing in here');
  });

  test('a text that is not a secret’s own escaping stays as it is', () => {
    expect(redact('tok"en')).toBe('tok"en');
  });

  test('a short value is not searched for', () => {
    expect(new Secret('abc').reveal()).toBe('abc');
    expect(redact('abcdef abc')).toBe('abcdef abc');
  });

  test('of two where one begins the other, nothing of the longer one is left', () => {
    known('prefix-1234', 'prefix-1234-and-more');
    expect(redact('a prefix-1234-and-more b prefix-1234 c')).toBe('a [secret] b [secret] c');
  });

  test('what a replacement could mean to replaceAll is taken literally', () => {
    known('$&$1$`.*(12345');
    expect(redact('x $&$1$`.*(12345 y')).toBe('x [secret] y');
  });
});

describe('findSecret', () => {
  test('the environment, in order, trimmed', async () => {
    expect((await findSecret({ variables: ['A', 'B'] }, { A: ' first-value \n', B: 'second-value' }))?.reveal()).toBe(
      'first-value',
    );
    expect((await findSecret({ variables: ['A', 'B'] }, { A: '  ', B: 'second-value' }))?.reveal()).toBe(
      'second-value',
    );
    expect(await findSecret({ variables: ['A'] }, {})).toBeUndefined();
  });

  test('a file that the environment names', async () => {
    const file = path.join(temporaryFolder(), 'token');
    writeFileSync(file, 'from-a-file\n', { mode: 0o600 });
    expect((await findSecret({ variables: ['A'] }, { A_FILE: file }))?.reveal()).toBe('from-a-file');
    expect((await findSecret({ variables: ['A'] }, { A: 'from-the-environment', A_FILE: file }))?.reveal()).toBe(
      'from-the-environment',
    );
    expect((await findSecret({ variables: ['A', 'B'] }, { A_FILE: file, B: 'second-value' }))?.reveal()).toBe(
      'from-a-file',
    );
  });

  test('a file that is missing, empty or a folder is an error that names the variable, not the file', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'empty'), '\n', { mode: 0o600 });
    mkdirSync(path.join(folder, 'sub'));
    for (const [name, told] of [
      ['none', 'The file that A_FILE names cannot be read.'],
      ['sub', 'The file that A_FILE names is not a regular file of at most 1 MB.'],
      ['empty', 'The file that A_FILE names is empty.'],
    ] as const) {
      await expect(findSecret({ variables: ['A'] }, { A_FILE: path.join(folder, name) })).rejects.toMatchObject({
        code: 'invalid',
        message: told,
      });
    }
  });

  const node = (script: string): readonly [string, ...string[]] => [process.execPath, '-e', script];

  test.skipIf(process.platform === 'win32')(
    'a pipe, a device and a file that any user can replace are refused',
    async () => {
      const folder = temporaryFolder();
      const [file, pipe] = [path.join(folder, 'token'), path.join(folder, 'pipe')];
      writeFileSync(file, 'a-made-up-token', { mode: 0o600 });
      execFileSync('mkfifo', [pipe]);
      const find = (at: string) => findSecret({ variables: ['A'] }, { A_FILE: at });
      for (const at of [pipe, '/dev/zero'])
        await expect(find(at)).rejects.toMatchObject({
          code: 'invalid',
          message: expect.stringContaining('regular file'),
        });
      const link = path.join(temporaryFolder(), 'link');
      symlinkSync(file, link);
      chmodSync(folder, 0o777);
      for (const at of [file, link])
        await expect(find(at)).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining('chmod o-w') });
      // Controls: a sticky folder, as of a volume of secrets, and one that a group may write.
      for (const mode of [0o1777, 0o775]) {
        chmodSync(folder, mode);
        expect((await find(file))?.reveal()).toBe('a-made-up-token');
      }
    },
  );

  test.skipIf(process.platform === 'win32')('a file that other users can write is refused', async () => {
    const file = path.join(temporaryFolder(), 'token');
    writeFileSync(file, 'a-made-up-token');
    for (const mode of [0o660, 0o602, 0o666]) {
      chmodSync(file, mode);
      await expect(findSecret({ variables: ['A'] }, { A_FILE: file })).rejects.toMatchObject({
        code: 'denied',
        message: expect.stringMatching(/A_FILE names can be written by other users.*chmod go-w/),
      });
    }
    // Control: secrets that a container gets can be read by others, and written by none.
    for (const mode of [0o600, 0o444]) {
      chmodSync(file, mode);
      expect((await findSecret({ variables: ['A'] }, { A_FILE: file }))?.reveal()).toBe('a-made-up-token');
    }
  });

  test('a command, last', async () => {
    const command = node("console.log(' from-a-command ')");
    expect((await findSecret({ variables: ['A'], command }, {}))?.reveal()).toBe('from-a-command');
    expect((await findSecret({ variables: ['A'], command }, { A: 'from-the-environment' }))?.reveal()).toBe(
      'from-the-environment',
    );
  });

  test('a command that prints nothing yields no secret', async () => {
    expect(await findSecret({ variables: [], command: node('') }, {})).toBeUndefined();
  });

  test('a command that fails is an error with its exit code and the end of its stderr', async () => {
    const failing = node('console.error("not signed in"); process.exit(3)');
    await expect(findSecret({ variables: [], command: failing }, {})).rejects.toThrow(
      `The token command "${process.execPath}" failed with exit code 3: not signed in`,
    );
  });

  test('a command that is not on the PATH is named, also when the current folder has a program of that name', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'planted'), '#!/bin/sh\necho from-the-current-folder\n', { mode: 0o755 });
    const before = process.cwd();
    process.chdir(folder);
    try {
      for (const PATH of ['', '.', `/none${path.delimiter}`]) {
        await expect(findSecret({ variables: [], command: ['planted'] }, { PATH })).rejects.toThrow(
          'The token command "planted" is not on the PATH.',
        );
      }
      await expect(findSecret({ variables: [], command: ['./planted'] }, {})).rejects.toThrow(
        'The token command "./planted" is a relative path; give its full path.',
      );
      const found = await findSecret({ variables: [], command: ['planted'] }, { PATH: folder });
      expect(found?.reveal()).toBe('from-the-current-folder');
    } finally {
      process.chdir(before);
    }
  });

  test.skipIf(process.platform === 'win32')('a program gets its arguments as they are, without a shell', async () => {
    const program = path.join(temporaryFolder(), 'print');
    writeFileSync(program, '#!/bin/sh\nprintf %s "$1"\n');
    chmodSync(program, 0o755);
    expect((await findSecret({ variables: [], command: [program, '$(echo gone); `x`'] }, {}))?.reveal()).toBe(
      '$(echo gone); `x`',
    );
  });

  test('what was found is redacted from then on', async () => {
    await findSecret({ variables: ['A'] }, { A: 'found-in-the-environment' });
    expect(redact('a found-in-the-environment b')).toBe('a [secret] b');
  });
});

describe('the log', () => {
  test('one line of JSON per message', () => {
    const { log, lines, raw } = keptLog();
    log.info('two\nlines', { a: 1, list: ['x'] });
    expect(raw).toHaveLength(1);
    expect(raw[0]).toMatch(/^[^\n]*\n$/);
    expect(lines[0]).toMatchObject({ level: 'info', server: 'test', message: 'two\nlines', a: 1, list: ['x'] });
    expect(new Date(String(lines[0]?.['time'])).toISOString()).toBe(lines[0]?.['time']);
  });

  test.each(logLevels)('level %s', (level) => {
    const { log, lines } = keptLog(level);
    for (const name of ['debug', 'info', 'warn', 'error'] as const) log[name](name);
    const all = ['debug', 'info', 'warn', 'error', 'silent'];
    expect(lines.map(({ message }) => message)).toEqual(all.slice(all.indexOf(level), -1));
  });

  test('errors have their stack and their cause', () => {
    const { log, lines } = keptLog();
    log.error('failed', { error: new Error('outer', { cause: new Error('inner') }) });
    expect(lines[0]).toMatchObject({
      error: {
        error: expect.stringMatching(/outer\n.*secret\.test/s),
        cause: { error: expect.stringContaining('inner') },
      },
    });
  });

  test('secrets are replaced, however deep and however escaped', () => {
    const value = 'sec"ret\\value\tin the log';
    const secret = new Secret(value);
    const { log, raw } = keptLog();
    log.warn(`message with ${value}`, {
      direct: value,
      deep: [{ [value]: value }],
      url: encodeURIComponent(value),
      error: new Error(`leaks ${value}`),
      secret,
    });
    expect(raw.join('')).not.toMatch(/in the log|in%20the%20log/);
    expect(raw.join('').split('[secret]').length).toBeGreaterThan(5);
    expect(() => JSON.parse(raw[0] ?? '') as unknown).not.toThrow();
  });

  test('a secret in JSON inside JSON is replaced too', () => {
    const value = 'quoted"secret"value';
    known(value);
    const { log, raw } = keptLog();
    log.warn('body', { body: JSON.stringify({ token: value }) });
    expect(raw.join('')).not.toContain('quoted');
  });

  test.each<[string, unknown]>([
    [
      'goes in circles',
      (() => {
        const a: { self?: unknown } = {};
        a.self = a;
        return a;
      })(),
    ],
    ['is a BigInt', 5n],
    [
      'throws',
      {
        toJSON() {
          throw new Error('no');
        },
      },
    ],
    ['is undefined', undefined],
    ['is a function', () => 1],
  ])('a field that %s does not stop the line', (_name, field) => {
    const { log, lines } = keptLog();
    log.error('still said', { field });
    expect(lines[0]).toMatchObject({ message: 'still said', level: 'error' });
  });

  test('fields do not stand in for what the log says itself', () => {
    const { log, lines } = keptLog();
    log.error('real', { level: 'debug', server: 'other', time: 'never', message: 'fake' });
    expect(lines[0]).toMatchObject({ level: 'error', server: 'test', message: 'real' });
  });

  test('what is not logged costs nothing', () => {
    const { log } = keptLog('error');
    let looked = false;
    log.debug('x', {
      get field() {
        looked = true;
        return 1;
      },
    });
    expect(looked).toBe(false);
  });

  test('stderr is where it goes', () => {
    expect(() => createLog('test', 'silent').error('not shown')).not.toThrow();
  });
});
