import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unlicensed } from './licences.ts';

const entry = (name: string, version: string, text: string) =>
  `Name: ${name}\nVersion: ${version}\nLicense: MIT\nLicense Text:\n===\n${text}\n\n---\n\n`;

function installed(...packages: [name: string, version: string][]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'licences-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return packages.map(([name, version]) => {
    const own = path.join(folder, 'node_modules', '.pnpm', `${name}@${version}`, 'node_modules', name);
    mkdirSync(path.join(own, 'dist'), { recursive: true });
    writeFileSync(path.join(own, 'package.json'), JSON.stringify({ name, version }));
    return path.join(own, 'dist', 'index.js');
  });
}

test('a package in the bundle must be listed with its version and its licence', () => {
  const modules = ['/repository/packages/kit/src/index.ts', ...installed(['pea', '1.0.0'], ['@bed/radish', '2.0.0'])];
  const pea = entry('pea', '1.0.0', 'Do as you like.');
  expect(unlicensed(modules, pea + entry('@bed/radish', '2.0.0', 'So do.'))).toEqual([]);
  expect(unlicensed(modules, pea)).toEqual(['@bed/radish@2.0.0']);
  expect(unlicensed(modules, pea + entry('@bed/radish', '1.9.0', 'So do.'))).toEqual(['@bed/radish@2.0.0']);
  expect(unlicensed(modules, pea + entry('@bed/radish', '2.0.0', ''))).toEqual(['@bed/radish@2.0.0']);
});
