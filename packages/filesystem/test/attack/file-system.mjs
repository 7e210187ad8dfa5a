// A file system of one folder, served through the kernel's FUSE protocol on descriptor 3: as slow as the first argument says
// (milliseconds for each read and lookup), and with files that change their kind and size between two looks.
//
//   slow.txt    a text of three lines
//   fickle      a file, or for three of seven looks a link to the second argument
//   liar        a file that says it has 4 bytes, and reads as 100,000
//   endless     a file that says it has 4 bytes, and whose reads never end
import fs from 'node:fs';

const delay = Number(process.argv[2] ?? 0);
const target = process.argv[3] ?? '/';
const device = 3;
const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;
const S_IFLNK = 0o120000;
const ENOENT = 2;
const ENOSYS = 38;
const names = ['slow.txt', 'fickle', 'liar', 'endless'];
const slow = Buffer.from('one\ntwo needle\nthree\n');
let looks = 0;

const sleep = (time) => void (time > 0 && Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, time));

function attributes(node, isLink = false) {
  const name = names[node - 2];
  const kind = node === 1 ? S_IFDIR | 0o755 : isLink ? S_IFLNK | 0o777 : S_IFREG | 0o644;
  const size = node === 1 ? 4096 : name === 'slow.txt' ? slow.length : isLink ? target.length : 4;
  const buffer = Buffer.alloc(88);
  buffer.writeBigUInt64LE(BigInt(node), 0);
  buffer.writeBigUInt64LE(BigInt(size), 8);
  buffer.writeBigUInt64LE(8n, 16);
  buffer.writeUInt32LE(kind, 60);
  buffer.writeUInt32LE(1, 64);
  buffer.writeUInt32LE(process.getuid(), 68);
  buffer.writeUInt32LE(process.getgid(), 72);
  buffer.writeUInt32LE(4096, 80);
  return buffer;
}

/** The kernel keeps neither names nor attributes: every look comes here. */
function entry(node) {
  const head = Buffer.alloc(40);
  const isLink = names[node - 2] === 'fickle' && ++looks % 7 >= 4;
  // Another node each time, because the kernel takes a node that changes its kind for a broken one.
  head.writeBigUInt64LE(BigInt(isLink ? node + 100 : node), 0);
  return Buffer.concat([head, attributes(node, isLink)]);
}

function folder(offset, size) {
  const parts = [];
  let length = 0;
  for (const [index, name] of names.entries()) {
    if (index < offset) continue;
    const text = Buffer.from(name);
    const one = Buffer.alloc(Math.ceil((24 + text.length) / 8) * 8);
    one.writeBigUInt64LE(BigInt(index + 2), 0);
    one.writeBigUInt64LE(BigInt(index + 1), 8);
    one.writeUInt32LE(text.length, 16);
    one.writeUInt32LE(8, 20);
    text.copy(one, 24);
    if (length + one.length > size) break;
    length += one.length;
    parts.push(one);
  }
  return Buffer.concat(parts);
}

function content(node, offset, size) {
  const name = names[node - 2];
  if (name === 'slow.txt') return slow.subarray(offset, offset + size);
  if (name === 'endless') return Buffer.alloc(size, 'e');
  return Buffer.alloc(Math.max(0, Math.min(size, 100_000 - offset)), 'x');
}

/** The answer to a request; undefined for those that get none, a number for an error. */
function answer(opcode, node, body) {
  switch (opcode) {
    case 1: {
      sleep(delay);
      const at = names.indexOf(body.subarray(0, body.indexOf(0)).toString());
      return at === -1 ? ENOENT : entry(at + 2);
    }
    case 3:
      return Buffer.concat([Buffer.alloc(16), attributes(node > 100 ? node - 100 : node, node > 100)]);
    case 5:
      return Buffer.from(target);
    case 14:
    case 27: {
      // Reads go past the kernel's cache, and so past the size.
      const open = Buffer.alloc(16);
      open.writeUInt32LE(opcode === 14 ? 1 : 0, 8);
      return open;
    }
    case 15:
      sleep(delay);
      return content(node, Number(body.readBigUInt64LE(8)), body.readUInt32LE(16));
    case 17:
      return Buffer.alloc(80);
    case 18:
    case 25:
    case 29:
      return Buffer.alloc(0);
    case 26: {
      const start = Buffer.alloc(64);
      start.writeUInt32LE(7, 0);
      start.writeUInt32LE(31, 4);
      start.writeUInt32LE(4096, 20);
      return start;
    }
    case 28:
      return folder(Number(body.readBigUInt64LE(8)), body.readUInt32LE(16));
    case 2:
    case 36:
    case 42:
      return undefined;
    default:
      return ENOSYS;
  }
}

const request = Buffer.alloc(1 << 20);
for (;;) {
  let length;
  try {
    length = fs.readSync(device, request);
  } catch (error) {
    // ENODEV: it was unmounted.
    if (error.code === 'ENODEV') process.exit(0);
    continue;
  }
  const unique = request.readBigUInt64LE(8);
  const given = answer(request.readUInt32LE(4), Number(request.readBigUInt64LE(16)), request.subarray(40, length));
  if (given === undefined) continue;
  const body = typeof given === 'number' ? Buffer.alloc(0) : given;
  const head = Buffer.alloc(16);
  head.writeUInt32LE(16 + body.length, 0);
  head.writeInt32LE(typeof given === 'number' ? -given : 0, 4);
  head.writeBigUInt64LE(unique, 8);
  try {
    fs.writeSync(device, Buffer.concat([head, body]));
  } catch {
    // The caller was interrupted.
  }
}
