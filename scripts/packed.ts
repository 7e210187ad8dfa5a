import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { command } from './npm.ts';

/** What of a package.json matters to whoever installs it. */
export interface PackedManifest {
  [field: string]: unknown;
  name: string;
  version: string;
  description: string;
  mcpName?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
  publishConfig?: Record<string, unknown>;
  homepage?: string;
  bugs?: string;
  repository?: { type: string; url: string; directory: string };
}

/** A package as it is published. */
export interface Packed {
  /** Bytes of the tarball, which is what is downloaded. */
  packedBytes: number;
  /** Bytes of its files. */
  unpackedBytes: number;
  /** Its files, by their paths in it with `/`. */
  files: readonly string[];
  manifest: PackedManifest;
  /** Where it is unpacked. */
  folder: string;
  /** Removes what was unpacked. */
  remove(): void;
}

/** Packs a package as `changeset publish` does, which is with pnpm, and unpacks it into a folder of its own. */
export async function pack(folder: string): Promise<Packed> {
  const own = mkdtempSync(path.join(tmpdir(), 'mcp-packed-'));
  const tarball = path.join(own, 'package.tgz');
  await command('pnpm', ['pack', '--out', tarball], folder);
  // Windows has tar, too.
  execFileSync('tar', ['-xzf', 'package.tgz'], { cwd: own });
  const unpacked = path.join(own, 'package');
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(unpacked, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  return {
    packedBytes: statSync(tarball).size,
    unpackedBytes: files.reduce((sum, file) => sum + statSync(path.join(unpacked, file)).size, 0),
    files,
    manifest: JSON.parse(readFileSync(path.join(unpacked, 'package.json'), 'utf8')),
    folder: unpacked,
    remove: () => rmSync(own, { recursive: true, force: true }),
  };
}
