// Makes a Node on Linux, and the helpers that it starts, behave like one on macOS: the platform's name, and a folder (`?disk=`)
// in which names that differ in case or in their normal form are one name, as on its disks. With `?links=no` the disk has no
// hard links, like exFAT. What macOS notes beside files is kept in the file `?marks=`, and read and set by a stand-in for xattr, which
// fails for names that contain `?unreadable=`. With `?private=` everything below that path is protected by the system's privacy settings: EPERM. The files
// themselves are real.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const { searchParams } = new URL(import.meta.url);
const disk = searchParams.get('disk');

Object.defineProperty(process, 'platform', { value: 'darwin' });

const { spawn } = childProcess;
childProcess.spawn = (program, args, options) =>
  spawn(program, program === process.execPath ? ['--import', import.meta.url, ...args] : args, options);

const { spawnSync } = childProcess;
const xattr = fileURLToPath(new URL('../../../kit/test/xattr.mjs', import.meta.url));
childProcess.spawnSync = (program, args, options) => {
  if (program !== '/usr/bin/xattr') return spawnSync(program, args, options);
  const first = [xattr, searchParams.get('marks') ?? '/dev/null', searchParams.get('unreadable') ?? ''];
  return spawnSync(process.execPath, [...first, ...args], options);
};

const cwd = process.cwd.bind(process);
const { readdirSync, renameSync } = fs;
const folded = (name) => name.normalize('NFC').toUpperCase();

/** Spells an absolute path as the names are on the disk. */
function onDisk(place) {
  if (!place.startsWith(`${disk}/`)) return place;
  const parent = onDisk(path.dirname(place));
  const name = path.basename(place);
  let names = [];
  try {
    names = readdirSync(parent);
  } catch {
    // The system call that follows says what is wrong.
  }
  return path.join(parent, names.includes(name) ? name : (names.find((one) => folded(one) === folded(name)) ?? name));
}

const hidden = searchParams.get('private');

/** Spells a path as it is on the disk. @throws EPERM for one that the privacy settings protect */
function translated(place) {
  if (typeof place !== 'string') return place;
  const spelled = onDisk(path.resolve(cwd(), place));
  if (hidden !== null && `${spelled}/`.startsWith(`${hidden}/`))
    throw Object.assign(new Error('EPERM: operation not permitted'), { code: 'EPERM', syscall: 'open', path: spelled });
  return spelled;
}

const functions = [
  'appendFileSync chmodSync chownSync existsSync lstatSync lutimesSync mkdirSync openSync opendirSync readFileSync readdirSync',
  'readlinkSync realpathSync rmSync rmdirSync statSync unlinkSync utimesSync writeFileSync',
].flatMap((line) => line.split(' '));
for (const [holder, names] of [
  [fs, functions],
  [fs.promises, ['realpath', 'stat']],
  [process, ['chdir']],
])
  for (const name of names) {
    const original = holder[name];
    holder[name] = Object.assign((place, ...rest) => original.call(holder, translated(place), ...rest), original);
  }

fs.renameSync = (from, to) => {
  const [source, target] = [translated(from), translated(to)];
  // A new spelling of the same entry.
  const isSame = source === target && typeof to === 'string';
  renameSync(source, isSame ? path.join(path.dirname(target), path.basename(to)) : target);
};
const { linkSync, symlinkSync } = fs;
fs.linkSync = (from, to) => {
  if (searchParams.get('links') === 'no') throw Object.assign(new Error('ENOTSUP'), { code: 'ENOTSUP' });
  linkSync(translated(from), translated(to));
};
fs.symlinkSync = (target, place, type) => symlinkSync(target, translated(place), type);
syncBuiltinESMExports();
