import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeConfig, readConfig } from '../../src/setup/config-file.ts';
import { read, temporaryFolder } from './sample.ts';

const now = new Date('2026-11-26T10:11:12Z');
const newFile = (text?: string): string => {
  const file = path.join(temporaryFolder(), 'a/config.json');
  if (text !== undefined) {
    mkdirSync(path.dirname(file));
    writeFileSync(file, text);
  }
  return file;
};

describe('changing a configuration', () => {
  test('keeps what another program writes meanwhile', async () => {
    const file = newFile('0');
    const seen: string[] = [];
    await changeConfig(
      file,
      ({ text }) => {
        seen.push(text);
        if (seen.length < 3) writeFileSync(file, `${Number(text) + 1}`);
        return `${text}!`;
      },
      { now },
    );
    expect(seen).toEqual(['0', '1', '2']);
    expect(read(file)).toBe('2!');
    expect(readdirSync(path.dirname(file)).sort()).toEqual(['config.json', 'config.json.backup-20261126T101112']);
    expect(read(`${file}.backup-20261126T101112`)).toBe('2');
  });

  test('one that is written all the time is given up, and left', async () => {
    const file = newFile('0');
    const changing = changeConfig(
      file,
      ({ text }) => {
        writeFileSync(file, `${Number(text) + 1}`);
        return 'ours';
      },
      { now },
    );
    await expect(changing).rejects.toThrow(/is being written by another program all the time/);
    expect(read(file)).not.toBe('ours');
    expect(readdirSync(path.dirname(file))).toEqual(['config.json']);
  });

  test('one that appears meanwhile', async () => {
    const file = newFile();
    mkdirSync(path.dirname(file));
    await changeConfig(
      file,
      ({ text, exists }) => {
        if (!exists) writeFileSync(file, 'theirs');
        return `${text}+ours`;
      },
      { now },
    );
    expect(read(file)).toBe('theirs+ours');
  });

  test('nothing is written where nothing changes, nor when the change fails', async () => {
    const file = newFile('same');
    expect(await changeConfig(file, ({ text }) => text, { now })).toBeUndefined();
    await expect(
      changeConfig(
        file,
        () => {
          throw new Error('broken');
        },
        { now },
      ),
    ).rejects.toThrow('broken');
    expect(readdirSync(path.dirname(file))).toEqual(['config.json']);
    const missing = newFile();
    expect(await changeConfig(missing, ({ text }) => text, { now })).toBeUndefined();
    expect(existsSync(path.dirname(missing))).toBe(false);
  });

  test('an old lock was left behind', async () => {
    const file = newFile('0');
    mkdirSync(`${file}.lock`);
    utimesSync(`${file}.lock`, 0, 0);
    await changeConfig(file, () => '1', { now, isLocked: true });
    expect(read(file)).toBe('1');
    expect(existsSync(`${file}.lock`)).toBe(true);
  });

  test('reading one that is not there', async () => {
    expect(await readConfig(newFile())).toEqual({ text: '', exists: false });
  });
});
