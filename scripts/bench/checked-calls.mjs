/**
 * The system calls that SECURITY.md needs for a read and a write on Linux, and nothing around them: the second and third
 * step of the ladder. Each folder is opened from an open one, each file is looked at before it is opened and after, the
 * root and the deny list are looked at for each request or for those that arrived together, a write locks the file,
 * keeps the old content for undo and compares before it renames.
 */
import { hash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = fs.constants;
const O_PATH = 0o10000000;
const exact = { bigint: true };
/** Milliseconds for which the table of mounts and the run delay are used again. */
const freshFor = 5;

const at = (folder, name) => (name === undefined ? `/proc/self/fd/${folder}` : `/proc/self/fd/${folder}/${name}`);

/** @param root the allowed folder, as the kernel spells it */
export function checkedCalls(root) {
  const held = fs.openSync(root, O_PATH | O_DIRECTORY);
  const own = fs.mkdtempSync(join(tmpdir(), 'mcp-bench-'));
  const locks = fs.mkdtempSync(join(fs.existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'mcp-bench-'));
  process.on('exit', () => [own, locks].forEach((folder) => fs.rmSync(folder, { recursive: true })));
  const list = join(own, 'changes.jsonl');
  const mounts = fs.openSync('/proc/self/mountinfo');
  const delay = fs.openSync('/proc/self/schedstat');
  const buffer = Buffer.alloc(16 * 1024);
  let readAt = -Infinity;
  let looked = false;
  let last;

  function lookAtRoot() {
    if (looked) return;
    looked = true;
    if (fs.readlinkSync(at(held)) !== root) throw new Error('The folder was moved.');
    if (fs.lstatSync(join(root, '.mcpignore'), { throwIfNoEntry: false })) throw new Error('There is a deny list.');
    if (performance.now() - readAt < freshFor) return;
    readAt = performance.now();
    for (const table of [mounts, delay]) fs.readSync(table, buffer, 0, buffer.length, 0);
  }

  function folderOf(path) {
    lookAtRoot();
    const names = relative(root, path).split('/');
    const name = names.pop();
    const key = names.join('/');
    if (last?.key !== key) {
      endOfChunk('keep');
      let folder = held;
      for (const one of names) {
        const next = fs.openSync(at(folder, one), O_PATH | O_DIRECTORY | O_NOFOLLOW);
        if (folder !== held) fs.closeSync(folder);
        folder = next;
      }
      if (folder !== held && !fs.readlinkSync(at(folder)).startsWith(root)) throw new Error('It is outside.');
      last = { key, folder };
    }
    return [last.folder, name];
  }

  function endOfChunk(keep) {
    if (last !== undefined && last.folder !== held) fs.closeSync(last.folder);
    last = undefined;
    if (keep === undefined) looked = false;
  }

  /** @param more bytes beyond the file's size, which show if it grew */
  function content(folder, name, more = 0) {
    if (!fs.lstatSync(at(folder, name)).isFile()) throw new Error('It is not a file.');
    const file = fs.openSync(at(folder, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stat = fs.fstatSync(file, exact);
      const bytes = Buffer.allocUnsafe(Number(stat.size) + more);
      return { stat, bytes: bytes.subarray(0, fs.readSync(file, bytes, 0, bytes.length, 0)) };
    } finally {
      fs.closeSync(file);
    }
  }

  const digest = (bytes) => hash('sha256', bytes).slice(0, 16);

  function read({ path }) {
    const { bytes } = content(...folderOf(path));
    return `[${path}: ${bytes.length} B, hash ${digest(bytes)}]\n${bytes.toString()}`;
  }

  function replace({ path, content: text }) {
    const [folder, name] = folderOf(path);
    const { bytes: old, stat: before } = content(folder, name, 1);
    const place = fs.statSync(at(folder), exact);
    const lock = join(locks, hash('sha256', `${place.dev}:${place.ino} ${name}`).slice(0, 32));
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
    try {
      const temporary = at(folder, `.mcp-${randomBytes(6).toString('hex')}.tmp`);
      const bytes = Buffer.from(text);
      const file = fs.openSync(temporary, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o644);
      fs.writeSync(file, bytes);
      if (fs.fstatSync(file, exact).uid !== before.uid) throw new Error('It has another owner.');
      fs.closeSync(file);
      const now = fs.lstatSync(at(folder, name), exact);
      if (now.ino !== before.ino || now.mtimeNs !== before.mtimeNs) throw new Error('It was changed.');
      fs.renameSync(temporary, at(folder, name));
      // What is known about attributes counts for the new file and the folder from now on.
      fs.lstatSync(at(folder, name), exact);
      fs.statSync(at(folder), exact);
      const kept = { content: hash('sha256', old), time: Date.now(), base64: old.toString('base64') };
      const change = { id: randomBytes(4).toString('hex'), path, after: digest(bytes) };
      fs.appendFileSync(list, `${JSON.stringify(kept)}\n${JSON.stringify(change)}\n`, { mode: 0o600 });
      return `Wrote ${bytes.length} B, hash ${digest(bytes)}`;
    } finally {
      fs.unlinkSync(lock);
    }
  }

  const readMany = ({ paths }) => paths.map((path) => read({ path })).join('\n');
  return { operations: { read, readMany, replace }, endOfChunk: () => endOfChunk() };
}
