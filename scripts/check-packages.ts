// Checks that each published package contains what it needs and nothing else. Looks at the unpacked tarball.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { publint } from 'publint';
import { budgetOf } from './budgets.ts';
import { pack, type Packed } from './packed.ts';
import { publishedPackages, root, serverPackages } from './packages.ts';

const servers = new Set(serverPackages().map(({ short }) => short));
const wanted = ['package.json', 'README.md', 'LICENSE', 'dist/main.mjs', 'dist/sbom.cdx.json'];
/** Further files of a server, and of the package that makes new ones. */
const serverFiles = ['dist/THIRD_PARTY_LICENSES.txt'];
const otherFiles = ['dist/sources.json'];
const allowed = /^(dist\/[\w.-]+|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;

const { repository }: { repository: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

let failed = false;
for (const { folder, name, short } of publishedPackages()) {
  const packed = await pack(folder);
  try {
    const problems = [
      ...sizeProblems(short, packed),
      ...fileProblems(short, packed),
      ...leftovers(packed),
      ...manifestProblems(short, packed),
    ];
    for (const { code, type } of (await publint({ pkgDir: packed.folder, strict: true })).messages)
      problems.push(`publint ${type} ${code}`);
    for (const problem of problems) console.log(`${name}: ${problem}`);
    failed ||= problems.length > 0;
  } finally {
    packed.remove();
  }
}
process.exitCode = failed ? 1 : 0;

function sizeProblems(short: string, { packedBytes, unpackedBytes }: Packed): string[] {
  const budget = budgetOf(short);
  const problems: string[] = [];
  if (packedBytes > budget.packedKb * 1000) problems.push(`is ${packedBytes} bytes packed, over its budget`);
  if (unpackedBytes > budget.unpackedKb * 1000) problems.push(`is ${unpackedBytes} bytes unpacked, over its budget`);
  return problems;
}

function fileProblems(short: string, { files, folder }: Packed): string[] {
  const isServer = servers.has(short);
  const problems = [...wanted, ...(isServer ? serverFiles : otherFiles)]
    .filter((file) => !files.includes(file))
    .map((file) => `lacks ${file}`);
  for (const file of files) {
    if (!allowed.test(file)) problems.push(`holds ${file}`);
    if (!file.endsWith('.mjs')) continue;
    const code = readFileSync(path.join(folder, file), 'utf8');
    // The program that makes new servers takes the name out of their manifests.
    if (isServer && code.includes('@mcp-reference/kit')) problems.push(`${file} names the private kit`);
    if (file === 'dist/main.mjs' && !code.startsWith('#!/usr/bin/env node'))
      problems.push(`${file} cannot be run as a command`);
  }
  return problems;
}

/** Returns chunks that no program of the package loads: leftovers of an older build that the build cache restored. */
function leftovers({ files, folder }: Packed): string[] {
  const code = new Map(
    files.filter((file) => file.endsWith('.mjs')).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
  );
  const open = [...code.keys()].filter((file) => !path.basename(file).startsWith('chunk-'));
  const loaded = new Set(open);
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const [chunk] of (code.get(file) ?? '').matchAll(/chunk-[\w.-]+\.mjs/g)) {
      const found = `dist/${chunk}`;
      if (!code.has(found) || loaded.has(found)) continue;
      loaded.add(found);
      open.push(found);
    }
  }
  const left = [...code.keys()].filter((file) => !loaded.has(file));
  return left.length === 0
    ? []
    : [`holds what an older build left (${left[0]} …): delete its dist, then npm run build`];
}

function manifestProblems(short: string, { manifest }: Packed): string[] {
  const problems: string[] = [];
  // Optional, because npx prints nothing when a required one cannot be built.
  const native = budgetOf(short).native?.names ?? [];
  for (const dependency of Object.keys(manifest.dependencies ?? {}))
    problems.push(`depends on ${dependency}, which should be bundled, or optional where it is native`);
  for (const dependency of Object.keys(manifest.optionalDependencies ?? {}))
    if (!native.includes(dependency)) problems.push(`depends on ${dependency}, which should be bundled`);
  for (const field of ['devDependencies', 'scripts'])
    if (field in manifest) problems.push(`publishes ${field}, which are of use in this repository only`);
  if (/workspace:|@mcp-reference\/kit/.test(JSON.stringify(manifest))) problems.push('names what is not published');
  // npm rejects provenance when these do not name the repository that publishes.
  if (manifest.repository?.url !== `git+${repository}.git` || manifest.repository.directory !== `packages/${short}`)
    problems.push('does not say where it comes from (repository)');
  if (!manifest.homepage?.startsWith(repository) || !manifest.bugs?.startsWith(repository))
    problems.push('does not say where to read and to ask (homepage, bugs)');
  if (manifest.publishConfig?.['access'] !== 'public') problems.push('would not be published for everyone');
  // Provenance exists only where CI publishes; the release sets NPM_CONFIG_PROVENANCE.
  if ('provenance' in (manifest.publishConfig ?? {})) problems.push('could be published by the release alone');
  if (servers.has(short) && manifest.mcpName === undefined)
    problems.push('does not say its name in the MCP registry (mcpName)');
  return problems;
}
