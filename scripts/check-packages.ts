// Whether each published package holds what it needs and nothing else.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { publint } from 'publint';
import { serverPackages } from './packages.ts';

/** Bytes of a package as it is published, unpacked. */
const mostBytes = 3_000_000;

const problems: string[] = [];
for (const { folder, name } of serverPackages()) {
  const complain = (problem: string) => problems.push(`${name}: ${problem}`);
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  const [{ files, unpackedSize }]: [{ files: { path: string }[]; unpackedSize: number }] = JSON.parse(packed);
  const paths = files.map((file) => file.path);
  for (const wanted of ['package.json', 'README.md', 'LICENSE', 'dist/main.mjs', 'dist/THIRD_PARTY_LICENSES.txt']) {
    if (!paths.includes(wanted)) complain(`lacks ${wanted}`);
  }
  for (const file of paths) {
    if (!/^(dist\/[\w.-]+|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(file)) complain(`holds ${file}`);
  }
  if (unpackedSize > mostBytes) complain(`unpacks to ${unpackedSize} bytes`);

  const manifest: { dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  // Optional, because npx says nothing at all when one that is required cannot be built.
  const native = new Set(['better-sqlite3', '@resvg/resvg-js']);
  for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    if (!native.has(dependency)) complain(`depends on ${dependency}, which should be bundled`);
  }
  for (const file of paths.filter((one) => one.endsWith('.mjs'))) {
    const code = readFileSync(path.join(folder, file), 'utf8');
    if (code.includes('@mcp-reference/kit')) complain(`${file} names the private kit`);
    if (file === 'dist/main.mjs' && !code.startsWith('#!/usr/bin/env node'))
      complain(`${file} cannot be run as a command`);
  }
  for (const { code, type } of (await publint({ pkgDir: folder, strict: true })).messages)
    complain(`publint ${type} ${code}`);
}
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
