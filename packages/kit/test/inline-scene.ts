import fs from 'node:fs';
import { afterEach, beforeEach, onTestFinished, vi } from 'vitest';
import type { Confined } from '../src/sandbox/helper/confined.ts';
import type { HidingOptions } from '../src/sandbox/helper/hiding.ts';
import type { Operation } from '../src/sandbox/helper/job.ts';
import type { RootSpec } from '../src/sandbox/helper/roots.ts';
import { Inline } from '../src/sandbox/inline/inline.ts';
import { MountTable, parseMounts, type Mounts } from '../src/sandbox/inline/mounts.ts';
import { RunDelay } from '../src/sandbox/inline/run-delay.ts';
import { temporaryFolder } from './fixtures.ts';

export const onlyLinux = process.platform !== 'linux';
export const call = { signal: new AbortController().signal, deadline: Infinity };

export const rootAt = (folder: string): RootSpec => {
  const { dev, ino } = fs.statSync(folder, { bigint: true });
  return { path: folder, real: folder, writable: true, identity: `${dev}:${ino}` };
};

export type Act = Operation<Confined, { path: string }, unknown>;

export const read: Act = (files, { path: file }) =>
  files
    .file(file)
    .readAll(64 * 1024 * 1024)
    .toString();
export const list: Act = (files, { path: folder }) => files.folder(folder).entries().length;
export const find: Act = (files, { path: file }) => files.spot(file).stat?.kind ?? 'missing';

/**
 * Stops the clock, so that a busy machine reaches no limit, and adds mounts to this system's table. Returns the
 * mount points that are added: none when a test starts.
 */
export function pretendMounts(): { points: string[] } {
  const mounts = { points: [] as string[] };
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
    vi.spyOn(RunDelay.prototype, 'get').mockReturnValue(0);
    mounts.points = [];
    const real = fs.existsSync('/proc/self/mountinfo') ? fs.readFileSync('/proc/self/mountinfo', 'utf8') : '';
    const root = '1 1 1:1 / / rw - ext4 /dev/vda rw\n';
    let known: Mounts | undefined;
    vi.spyOn(MountTable.prototype, 'read').mockImplementation(() => {
      // The machine that runs the tests may have its files on anything.
      const text = root + mounts.points.map((point) => `2 1 1:2 / ${point} rw - fuse.sshfs host: rw\n`).join('');
      if (known?.text !== text) known = parseMounts(text);
      return real === '' ? undefined : known;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  return mounts;
}

export function setUp(folders = [temporaryFolder()], hiding?: HidingOptions, sharesChecks = false) {
  const load = async () => ({});
  const inline = new Inline(folders.map(rootAt), undefined, { load, sharesChecks, ...(hiding && { hiding }) });
  onTestFinished(() => inline.close());
  const act = (operation: Act, file: string) => {
    const result = inline.attempt(operation, { path: file }, call);
    if (result === undefined) return 'left';
    if ('error' in result) throw result.error;
    return result.value;
  };
  return { inline, act, folder: folders[0] ?? '' };
}

export const openFolders = (folder: string): number =>
  fs.readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
    } catch {
      return false;
    }
  }).length;
