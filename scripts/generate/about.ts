import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../packages.ts';

/** The facts about a package from its package.json, and its origin from that of the root. */
export interface About {
  name: string;
  mcpName: string;
  version: string;
  description: string;
  keywords: string[];
  license: string;
  engines: { node: string };
  /** The repository, without a slash at the end. */
  repository: string;
  /** The package's folder in it, with `/`. */
  directory: string;
  /** The page that describes it. */
  homepage: string;
}

/** @param folder the folder of the package */
export function about(folder: string): About {
  const read = (file: string) => JSON.parse(readFileSync(path.join(file, 'package.json'), 'utf8'));
  const { repository }: { repository: string } = read(root);
  const directory = path.relative(root, folder).split(path.sep).join('/');
  return { ...read(folder), repository, directory, homepage: `${repository}/tree/main/${directory}#readme` };
}
