// xattr of macOS as its manual describes it, for tests on other systems. Attributes are kept in a file of JSON (the first argument)
// by the number of the file they belong to, as a disk does. The program fails for names (or attributes, when it writes) that contain
// the second argument, and as a whole if one of its names does not exist.
import fs from 'node:fs';

const [store, refused, ...args] = process.argv.slice(2);
const isRefused = (text) => refused !== '' && text.includes(refused);
const kept = JSON.parse(fs.readFileSync(store, 'utf8') || '{}');
const flags = new Set();
while (/^-\w$/.test(args[0] ?? '')) flags.add(args.shift().slice(1));
const of = (file) => (kept[fs.lstatSync(file).ino] ??= {});

if (flags.has('w')) {
  const [attribute, value, file] = args;
  if (isRefused(attribute)) process.exit(1);
  of(file)[attribute] = Buffer.from(value, 'hex').toString('hex');
  fs.writeFileSync(store, JSON.stringify(kept));
} else if (flags.has('p')) {
  const value = of(args[1])[args[0]];
  if (value === undefined) process.exit(1);
  console.log(value.toUpperCase().replace(/../g, '$& ').trim());
} else {
  for (const file of args) {
    if (isRefused(file)) process.exitCode = 1;
    else for (const attribute of Object.keys(of(file))) console.log((flags.has('v') ? `${file}: ` : '') + attribute);
  }
}
