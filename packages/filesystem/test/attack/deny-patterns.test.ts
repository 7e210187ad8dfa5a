import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fold, readPatterns } from '../../src/files/deny.ts';
import { remove } from './trees.ts';

describe('patterns, with git as the oracle', () => {
  const repository = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-deny-')));
  afterAll(() => remove(repository));

  test.each([
    '*.pem',
    'secret',
    '/secret',
    'a/secret',
    'a/*',
    'a/**',
    '**/secret',
    'a/**/secret',
    '*.txt\n!keep.txt',
    '/a/*\n!/a/b',
    'sec*',
    's?cret',
    '[a-s]ecret',
    '\\!odd',
    '\\#odd',
    '# comment\nsecret',
    'secret   ',
    '!secret',
    'a/b/',
    'secret/',
  ])('%j hides what git ignores', (text) => {
    const paths = [
      'secret',
      'a/secret',
      'a/b/secret',
      'x.pem',
      'a/x.pem',
      'keep.txt',
      'a/keep.txt',
      'a/b.txt',
      '!odd',
      '#odd',
      'other',
      'a/b/c/d',
    ];
    execFileSync('git', ['init', '-q', repository]);
    fs.writeFileSync(path.join(repository, '.git/info/exclude'), `${text}\n`);
    const hides = readPatterns(text);
    const isHidden = (name: string) =>
      name.split('/').some((_, index, names) => hides(fold(names.slice(0, index + 1).join('/'))));
    const given = paths.map((name) => `${name}\0`).join('');
    const { stdout } = spawnGit(given);
    const ignored = stdout.split('\0').filter(Boolean);
    // A trailing slash is a condition for git and none here; "secret" is a file in its eyes.
    const expected = text === 'secret/' ? paths.filter((name) => /(^|\/)secret(\/|$)/.test(name)) : ignored;
    expect(paths.filter(isHidden).sort()).toEqual(expected.sort());
  });

  const spawnGit = (input: string) => {
    try {
      return {
        stdout: execFileSync('git', ['-C', repository, 'check-ignore', '--no-index', '-z', '--stdin'], {
          input,
          encoding: 'utf8',
        }),
      };
    } catch {
      return { stdout: '' };
    }
  };
});
