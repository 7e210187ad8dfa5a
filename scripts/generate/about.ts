import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../packages.ts';

/** What a package says about itself; where it comes from is stated in the root's package.json alone. */
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
  /** Where people read about it. */
  homepage: string;
}

/** @param folder the package's */
export function about(folder: string): About {
  const read = (file: string) => JSON.parse(readFileSync(path.join(file, 'package.json'), 'utf8'));
  const { repository }: { repository: string } = read(root);
  const directory = path.relative(root, folder).split(path.sep).join('/');
  return { ...read(folder), repository, directory, homepage: `${repository}/tree/main/${directory}#readme` };
}
