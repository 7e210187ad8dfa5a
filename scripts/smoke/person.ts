import path from 'node:path';
import { command, withoutCaller } from '../npm.ts';
import { root } from '../packages.ts';

/**
 * Returns the environment of a user at a terminal, without this repository's toolchain and test run.
 * @param bin folders that come first on the PATH
 */
export function personAtTerminal(...bin: string[]): NodeJS.ProcessEnv {
  const of = (name: string) => /^(MCP_|VITEST|NODE_ENV$|TEST$|PATH$)/i.test(name);
  const env = Object.fromEntries(Object.entries(withoutCaller()).filter(([name]) => !of(name)));
  const inherited = process.env['PATH'] ?? process.env['Path'] ?? '';
  const folders = inherited.split(path.delimiter).filter((folder) => !folder.startsWith(root));
  return { ...env, PATH: [...bin, ...folders].join(path.delimiter) };
}

/** Runs a line of a README, split at spaces. */
export function type(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const [name = '', ...args] = line.split(' ');
  return command(name, args, cwd, env);
}
