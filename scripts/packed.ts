import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { command } from './npm.ts';

/** The fields of a package.json that matter to users of the package. */
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

/** A package in its published form. */
export interface Packed {
  /** The size of the tarball, which is the download. */
  packedBytes: number;
  /** The size of its files. */
  unpackedBytes: number;
  /** Its files, by their paths with `/`. */
  files: readonly string[];
  manifest: PackedManifest;
  /** The unpacked package. */
  folder: string;
  /** Removes the unpacked package. */
  remove(): void;
}

/** Packs a package with pnpm, like `changeset publish`, and unpacks it into a temporary folder. */
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
