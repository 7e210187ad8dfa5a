import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { MountTable, parseMounts } from '../src/sandbox/inline/mounts.ts';

const line = (point: string, type: string, device = 'none') =>
  `36 35 98:0 / ${point} rw,noatime shared:1 - ${type} ${device} rw`;
const table = (...lines: string[]) => parseMounts(`${lines.join('\n')}\n`);

describe('a path is local', () => {
  test('if every file system on the way to it is', () => {
    const mounts = table(
      line('/', 'ext4', '/dev/vda'),
      line('/home', 'nfs4', 'server:/home'),
      line('/home/ann/scratch', 'xfs', '/dev/sdb1'),
      line('/data', 'btrfs', '/dev/mapper/data'),
    );
    expect(mounts.isLocal('/srv/a')).toBe(true);
    expect(mounts.isLocal('/data/a')).toBe(true);
    expect(mounts.isLocal('/database')).toBe(true);
    expect(mounts.isLocal('/home/ann')).toBe(false);
    // The way to it leads through the network.
    expect(mounts.isLocal('/home/ann/scratch/a')).toBe(false);
  });

  test.each(['nfs', 'cifs', 'fuse.sshfs', 'fuseblk', '9p', 'autofs', 'vfat', 'proc', 'virtiofs', 'ceph'])(
    'never on %s',
    (type) => expect(table(line('/', 'ext4', '/dev/vda'), line('/m', type)).isLocal('/m/a')).toBe(false),
  );

  test.each(['/dev/loop3', '/dev/nbd0', '/dev/rbd1'])('never on ext4 whose blocks come from %s', (device) => {
    expect(table(line('/', 'ext4', device)).isLocal('/a')).toBe(false);
  });

  test('never without a file system that holds it', () => {
    expect(table(line('/data', 'ext4', '/dev/vda')).isLocal('/home')).toBe(false);
  });

  test('by the last of several that were mounted on the same place', () => {
    const mounts = table(
      line('/', 'rootfs'),
      line('/', 'ext4', '/dev/vda'),
      line('/m', 'ext4', '/dev/vdb'),
      line('/m', 'nfs'),
    );
    expect(mounts.isLocal('/a')).toBe(true);
    expect(mounts.isLocal('/m/a')).toBe(false);
  });
});

test('names of mount points are unescaped', () => {
  const mounts = table(line('/my\\040disk\\134x', 'fuse'), line('/tab\\011', 'fuse'), line('/é', 'fuse'));
  expect(['/my disk\\x', '/tab\t', '/é'].map((point) => mounts.isPoint(point))).toEqual([true, true, true]);
  expect(mounts.isPoint('/my')).toBe(false);
});

test.skipIf(process.platform !== 'linux')('the table of this system lists what findmnt lists', () => {
  const points = execFileSync('findmnt', ['--noheadings', '--raw', '--output', 'TARGET', '--kernel'], {
    encoding: 'utf8',
  });
  const mounts = new MountTable().read();
  for (const point of points.trim().split('\n')) {
    const plain = point.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    expect(mounts?.isPoint(plain), plain).toBe(true);
  }
});
