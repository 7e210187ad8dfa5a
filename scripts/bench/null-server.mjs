/**
 * The floor: a JSON-RPC line server without an SDK or checks, with synchronous file calls. No server that validates,
 * confines and limits can be faster; the difference is the price of these promises. Plain JavaScript, because every
 * measured Node has to run it.
 */
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { serve } from './line-server.mjs';

const chunk = 64 * 1024;

function withFile(path, use) {
  const descriptor = openSync(path, 'r');
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function head({ path, head: lines }) {
  return withFile(path, (descriptor) => {
    const buffer = Buffer.alloc(chunk);
    let text = '';
    for (;;) {
      const read = readSync(descriptor, buffer);
      text += buffer.toString('utf8', 0, read);
      const all = text.split('\n');
      if (all.length > lines || read === 0) return all.slice(0, lines).join('\n');
    }
  });
}

function tail({ path, tail: lines }) {
  return withFile(path, (descriptor) => {
    let position = fstatSync(descriptor).size;
    let text = '';
    for (;;) {
      const length = Math.min(chunk, position);
      const buffer = Buffer.alloc(length);
      position -= length;
      readSync(descriptor, buffer, 0, length, position);
      text = buffer.toString() + text;
      const all = text.trimEnd().split('\n');
      if (all.length > lines || position === 0) return all.slice(-lines).join('\n');
    }
  });
}

function tree(path) {
  return readdirSync(path, { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? { name: entry.name, children: tree(join(path, entry.name)) } : { name: entry.name },
  );
}

function find(path, { part, excluded }, found) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (excluded.includes(entry.name)) continue;
    const inner = join(path, entry.name);
    if (entry.name.includes(part)) found.push(inner);
    if (entry.isDirectory()) find(inner, { part, excluded }, found);
  }
  return found;
}

const operations = {
  read: ({ path }) => readFileSync(path, 'utf8'),
  readMany: ({ paths }) => paths.map((path) => readFileSync(path, 'utf8')).join('\n'),
  list: ({ path }) => readdirSync(path).join('\n'),
  tree: ({ path }) => JSON.stringify(tree(path)),
  find: (args) => find(args.path, args, []).join('\n'),
  edit({ path, oldText, newText }) {
    const before = readFileSync(path, 'utf8');
    const at = before.indexOf(oldText);
    if (at < 0) throw new Error('the text to replace is not there');
    writeFileSync(path, before.slice(0, at) + newText + before.slice(at + oldText.length));
    return 'ok';
  },
  replace({ path, content }) {
    const temporary = `${path}.tmp`;
    writeFileSync(temporary, content, { flag: 'wx' });
    renameSync(temporary, path);
    return 'ok';
  },
  head,
  tail,
};

serve('null', operations);
