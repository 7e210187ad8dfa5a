// Packs a release once into `release/`: a folder per package with its pack and the release notes; for a server also its
// entry for the MCP registry and its desktop bundle. The release workflow publishes these files and builds nothing itself. With --step it
// only prints the next step: "version", "publish" or "none".
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { publishedPackages, root, serverPackages } from './packages.ts';
import { nextStep, notesOf, releasesOf, waitingChangesets } from './release/plan.ts';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'release-'));
try {
  const plan = path.join(scratch, 'plan.json');
  if (process.argv.includes('--step')) {
    const changesets = waitingChangesets(root);
    if (changesets.length === 0) run('changeset', ['publish-plan', '--output', plan]);
    console.log(nextStep(changesets, releasesOf(plan).length));
  } else pack(scratch);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function pack(folder: string): void {
  run('changeset', ['pack', '--out-dir', folder]);
  const out = path.join(root, 'release');
  rmSync(out, { recursive: true, force: true });
  const servers = new Set(serverPackages().map((one) => one.name));
  for (const { name, version, tarball } of releasesOf(path.join(folder, 'publish-plan.json'))) {
    const published = publishedPackages().find((one) => one.name === name);
    if (published === undefined) throw new Error(`${name} is not a published package of this repository.`);
    const { short, bin, folder: from } = published;
    const to = path.join(out, short);
    mkdirSync(to, { recursive: true });
    copyFileSync(path.join(folder, tarball), path.join(to, 'package.tgz'));
    if (servers.has(name)) {
      copyFileSync(path.join(from, 'server.json'), path.join(to, 'server.json'));
      copyFileSync(path.join(root, 'bundles', `${short}.mcpb`), path.join(to, `${bin}-${version}.mcpb`));
    }
    copyFileSync(path.join(from, 'dist/sbom.cdx.json'), path.join(to, `${bin}-${version}.cdx.json`));
    writeFileSync(path.join(to, 'tag'), `${name}@${version}`);
    const changelog = readFileSync(path.join(from, 'CHANGELOG.md'), 'utf8');
    writeFileSync(path.join(to, 'notes.md'), `${notesOf(changelog, version)}\n`);
    console.log(`${name}@${version}: ${path.relative(root, to)}`);
  }
}

/** Runs a command of the toolchain with its output on stderr, because the workflow reads stdout. */
function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed.`);
}
