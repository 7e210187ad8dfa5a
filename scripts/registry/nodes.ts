import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { npm } from '../npm.ts';
import { installOnce } from '../on-demand.ts';

/** A Node with the npm of its time. */
export interface Node {
  version: string;
  /** The folder with `node`, `npm` and `npx`, for the PATH. */
  bin: string;
}

/** The oldest supported Node and the newest of each line, with the npm of its time. */
export const nodeVersions: readonly { version: string; npm: string }[] = [
  { version: '20.19.0', npm: '10.8.2' },
  { version: '20.20.2', npm: '10.8.2' },
  { version: '22.23.3', npm: '10.9.4' },
  { version: '24.21.0', npm: '11.21.2' },
  { version: '26.10.0', npm: '12.2.1' },
];

/**
 * Installs a Node from npm's registry once.
 * @returns undefined when the registry does not have this version for this system.
 * @throws Error when it could not be installed for another reason.
 */
export async function nodeOf({ version, npm: npmVersion }: (typeof nodeVersions)[number]): Promise<Node | undefined> {
  const system = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    const folder = await installOnce(`node-${system}-${version}-npm-${npmVersion}`, async (to) => {
      const wanted = [`node-${system}@${version}`, `npm@${npmVersion}`];
      // The npm that installs it need not be compatible with the installed Node.
      await npm(['install', '--prefix', to, '--no-audit', '--no-fund', '--ignore-scripts', ...wanted], to);
      // The folder of global packages; some versions of npm fail without it.
      const globals = process.platform === 'win32' ? 'bin' : 'lib';
      mkdirSync(path.join(to, 'node_modules', `node-${system}`, globals, 'node_modules'), { recursive: true });
    });
    return { version, bin: path.join(folder, 'node_modules', '.bin') };
  } catch (error) {
    if (/\b(E404|ETARGET)\b/.test(String(error))) return undefined;
    throw error;
  }
}

/**
 * Returns the Node of a newcomer: the newest available one of the list.
 * @throws Error when there is none for this system.
 */
export async function newestNode(): Promise<Node> {
  for (const version of nodeVersions.toReversed()) {
    const node = await nodeOf(version);
    if (node !== undefined) return node;
  }
  throw new Error(`npm's registry has no Node for ${process.platform}-${process.arch}.`);
}
