// Rejects files that are too long to have one idea: sources over 250 lines, tools over 60, tests over 400. baseline.json
// holds the longer ones and their lengths; --update lowers or removes its entries and never adds or raises one.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ownFiles } from './own-files.ts';
import { root } from './packages.ts';
import { limitFor, tooLong } from './sizes/limits.ts';

const file = path.join(import.meta.dirname, 'sizes/baseline.json');
const baseline: Record<string, number> = JSON.parse(readFileSync(file, 'utf8'));
const lengths = new Map(
  ownFiles()
    .filter((name) => limitFor(name) !== undefined)
    .map((name) => [name, readFileSync(path.join(root, name), 'utf8').split('\n').length - 1]),
);

if (process.argv.includes('--update')) {
  const kept = Object.entries(baseline).flatMap(([name, most]) => {
    const length = lengths.get(name) ?? 0;
    return length > (limitFor(name) ?? 0) ? [[name, Math.min(most, length)]] : [];
  });
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(kept), undefined, 2)}\n`);
}

for (const line of tooLong(lengths, baseline)) {
  console.log(line);
  process.exitCode = 1;
}
