// Runs programs for the tests of one process, one at a time, over two named pipes (its arguments: requests, answers). A test process
// has 200 to 300 MB in use, and Linux copies the tables of all of them for each program that it starts; this process is small.
// A request: two numbers of 4 bytes, the lengths of a JSON object and of the input, then both. An answer: three, of a JSON
// object, stdout and stderr.
import { spawnSync } from 'node:child_process';
import { openSync, readSync, writeSync } from 'node:fs';

const [requests, answers] = process.argv.slice(2).map((place, i) => openSync(place, i === 0 ? 'r' : 'w'));

function read(length) {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length;) {
    const count = readSync(requests, bytes, at, length - at, null);
    // The tests have ended.
    if (count === 0) process.exit(0);
    at += count;
  }
  return bytes;
}

function write(bytes) {
  for (let at = 0; at < bytes.length;) at += writeSync(answers, bytes, at);
}

for (;;) {
  const lengths = read(8);
  const { program, args, options } = JSON.parse(read(lengths.readUInt32LE(0)).toString());
  const input = read(lengths.readUInt32LE(4));
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, { ...options, input, maxBuffer: 1e9 });
  const told = { status, signal, error: error && { code: error.code, message: error.message } };
  const parts = [Buffer.from(JSON.stringify(told)), stdout ?? Buffer.alloc(0), stderr ?? Buffer.alloc(0)];
  const header = Buffer.alloc(12);
  for (const [i, part] of parts.entries()) header.writeUInt32LE(part.length, 4 * i);
  for (const part of [header, ...parts]) write(part);
}
