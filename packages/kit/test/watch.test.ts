import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SandboxPath } from '../src/sandbox/sandbox.ts';
import { watchPath } from '../src/sandbox/watch.ts';
import { temporaryFolder } from './fixtures.ts';

async function watching(watched: string) {
  const changed = vi.fn();
  const stop = await watchPath(watched as SandboxPath, changed);
  onTestFinished(() => stop());
  /** Waits for the next report, and makes again and again what it is about. */
  const seen = async (make: () => void = () => {}) => {
    changed.mockClear();
    const noticed = () => {
      if (changed.mock.calls.length > 0) return;
      make();
      throw new Error('No change was reported.');
    };
    await vi.waitFor(noticed, { timeout: 120_000, interval: 100 });
  };
  return { changed, seen, stop };
}

describe('watchPath', () => {
  test('a file that is written, and replaced as a whole, again and again', async () => {
    const file = path.join(temporaryFolder(), 'a.txt');
    writeFileSync(file, 'one');
    const { seen } = await watching(file);
    writeFileSync(file, 'another');
    await seen();
    for (const content of ['the third', 'the fourth one']) {
      // Until it is noticed: two changes in one moment may be one.
      await seen(() => {
        writeFileSync(`${file}.tmp`, content);
        renameSync(`${file}.tmp`, file);
      });
    }
  });

  test.each(['the file', 'its folder'])('a change right after a change is not lost, watching %s', async (what) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'a.txt');
    writeFileSync(file, 'one');
    const { changed } = await watching(what === 'the file' ? file : folder);
    // A reader that reads the file now, and never again without a notification.
    changed.mockImplementationOnce(() => writeFileSync(file, 'this is the last content'));
    writeFileSync(file, 'another');
    await vi.waitFor(() => expect(changed.mock.calls.length).toBeGreaterThan(1));
  });

  test('a file that goes', async () => {
    const file = path.join(temporaryFolder(), 'a.txt');
    writeFileSync(file, 'one');
    const { seen } = await watching(file);
    rmSync(file);
    await seen();
  });

  test('what is directly in a folder', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'there.txt'), '');
    const { seen } = await watching(folder);
    writeFileSync(path.join(folder, 'new.txt'), '');
    await seen();
    mkdirSync(path.join(folder, 'sub'));
    await seen();
    rmSync(path.join(folder, 'there.txt'));
    await seen();
  });

  test('what is already there when it begins is no change', async () => {
    const folder = temporaryFolder();
    for (let i = 0; i < 20; i++) writeFileSync(path.join(folder, String(i)), '');
    const { changed, seen } = await watching(folder);
    expect(changed).not.toHaveBeenCalled();
    writeFileSync(path.join(folder, 'new'), '');
    await seen();
  });

  test('nothing after it was stopped', async () => {
    const file = path.join(temporaryFolder(), 'a.txt');
    writeFileSync(file, 'one');
    const stopped = await watching(file);
    const other = await watching(file);
    stopped.stop();
    writeFileSync(file, 'another');
    await other.seen();
    expect(stopped.changed).not.toHaveBeenCalled();
  });

  test.skipIf(process.platform === 'win32')('a link in a folder is not followed', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'outside'));
    mkdirSync(path.join(folder, 'in'));
    symlinkSync('../outside', path.join(folder, 'in/link'));
    const { changed } = await watching(path.join(folder, 'in'));
    const control = await watching(path.join(folder, 'outside'));
    writeFileSync(path.join(folder, 'outside/secret.txt'), 'x');
    await control.seen();
    expect(changed).not.toHaveBeenCalled();
  });

  test.skipIf(process.platform === 'win32')('a link that is already there is no change either', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'sub'));
    symlinkSync('sub', path.join(folder, 'link'));
    const { changed } = await watching(folder);
    // Longer than the watcher takes to report what it found.
    const control = await watching(folder);
    expect(changed).not.toHaveBeenCalled();
    writeFileSync(path.join(folder, 'new.txt'), 'x');
    await control.seen();
    await vi.waitFor(() => expect(changed).toHaveBeenCalled());
  });
});
