import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

// `npm run` describes this repository to its children; an npm inside would take it for its own project.
const aboutTheCaller = /^(npm_config_local_prefix|npm_package_|npm_lifecycle_|INIT_CWD|NODE_OPTIONS)/i;

/** Returns the environment without the variables of the npm that started this process. */
export function withoutCaller(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !aboutTheCaller.test(name)));
}

/**
 * Runs npm in a folder and returns its output.
 * @throws Error with npm's output when it fails.
 */
export function npm(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = withoutCaller()): Promise<string> {
  return command('npm', [...args, '--loglevel=error'], cwd, env);
}

/** Runs a command that is a script on Windows (npm, pnpm, changeset …). */
export async function command(
  name: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = withoutCaller(),
): Promise<string> {
  try {
    const shell = process.platform === 'win32';
    // A shell interprets the line, so words with spaces are quoted.
    const words = shell ? args.map((word) => (/\s/.test(word) ? `"${word}"` : word)) : [...args];
    return (await promisify(execFile)(name, words, { cwd, env, shell, maxBuffer: 64e6 })).stdout;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    throw new Error(`${name} ${args.slice(0, 3).join(' ')} failed in ${cwd}: ${said.trim() || String(error)}`, {
      cause: error,
    });
  }
}
