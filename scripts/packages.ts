import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

export interface Package {
  folder: string;
  name: string;
  /** The name of its folder, such as `git`. */
  short: string;
  /** The command of a server. */
  bin: string;
  version: string;
}

interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  bin?: Record<string, string>;
  /** The name in the MCP registry, which only servers have. */
  mcpName?: string;
}

/**
 * The servers that `npm run new-server` copies, by their kind. They work and are checked like the others, but are not
 * published.
 */
export const templates = {
  api: { folder: path.join(root, 'packages/template-api'), name: 'my-api' },
  minimal: { folder: path.join(root, 'packages/template-minimal'), name: 'my-minimal' },
  files: { folder: path.join(root, 'packages/template'), name: 'my-example' },
} as const;
export type Kind = keyof typeof templates;

/** The template with files, which the guide extends. */
export const templateFolder = templates.files.folder;

/** Returns the packages that are published. */
export function publishedPackages(): Package[] {
  return manifests().flatMap(({ folder, short, manifest }) => {
    const [bin] = Object.keys(manifest.bin ?? {});
    return manifest.private || bin === undefined
      ? []
      : [{ folder, name: manifest.name, short, bin, version: manifest.version }];
  });
}

/** Returns the published servers. */
export function serverPackages(): Package[] {
  const servers = new Set(
    manifests().flatMap(({ short, manifest }) => (manifest.mcpName === undefined ? [] : [short])),
  );
  return publishedPackages().filter(({ short }) => servers.has(short));
}

function manifests(): { folder: string; short: string; manifest: Manifest }[] {
  const parent = path.join(root, 'packages');
  return readdirSync(parent).map((short) => {
    const folder = path.join(parent, short);
    return { folder, short, manifest: JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) };
  });
}
