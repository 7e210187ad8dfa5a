import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './packages.ts';

const doc = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
const rows = [...doc.matchAll(/^\| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm)].flatMap(([, names = '', files = '']) => {
  const code = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
  return code(names).map((name, index): [string, string] => [name, code(files)[index] ?? '']);
});

test('the document follows a call through every server', () => {
  for (const server of ['filesystem', 'sqlite', 'git', 'github'])
    expect(rows.filter(([, file]) => file.startsWith(`packages/${server}/`)).length, server).toBeGreaterThan(1);
});

test.each(rows)('%s is exported by %s', (name, file) => {
  expect(existsSync(path.join(root, file)), file).toBe(true);
  expect(readFileSync(path.join(root, file), 'utf8')).toMatch(
    new RegExp(`export (?:async )?(?:const|function\\*?|class) ${name}\\b`),
  );
});
