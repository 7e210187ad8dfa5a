import path from 'node:path';
import { command, withoutCaller } from '../npm.ts';
import { root } from '../packages.ts';

/**
 * The environment of a person at a terminal: nothing of this repository's toolchain and of the test run around it.
 * @param bin folders that come first on the PATH
 */
export function personAtTerminal(...bin: string[]): NodeJS.ProcessEnv {
  const of = (name: string) => /^(MCP_|VITEST|NODE_ENV$|TEST$|PATH$)/i.test(name);
  const env = Object.fromEntries(Object.entries(withoutCaller()).filter(([name]) => !of(name)));
  const inherited = process.env['PATH'] ?? process.env['Path'] ?? '';
  const folders = inherited.split(path.delimiter).filter((folder) => !folder.startsWith(root));
  return { ...env, PATH: [...bin, ...folders].join(path.delimiter) };
}

/** Runs a line of a README: words that spaces separate. */
export function type(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const [name = '', ...args] = line.split(' ');
  return command(name, args, cwd, env);
}
