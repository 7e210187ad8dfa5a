// Sets up everything that a command needs, then runs it with the toolchain's own Node. Plain JavaScript for the host's
// Node, because nothing is installed yet when this starts.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { step } from './progress.mjs';
import { setupKey, stamp } from './setup-key.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = path.join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: 20.19 or newer is needed to set up.`);
  process.exit(1);
}

const pathKey = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
const env = {
  ...process.env,
  [pathKey]: `${bin}${path.delimiter}${process.env[pathKey] ?? ''}`,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  npm_config_update_notifier: 'false',
  // For commands that mention the user's Node and the total time. After the installation, this runs on the toolchain's
  // Node, which npm then finds first; npm reports which one it runs on.
  HOST_NODE: /\bnode\/v(\S+)/.exec(process.env.npm_config_user_agent ?? '')?.[1] ?? process.versions.node,
  SETUP_BEGAN: String(Date.now()),
};

/** The child process; signals to this process go to it first. */
let child;
// A terminal sends ^C to both. The child decides how to exit, and this process follows.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child?.kill(signal));

/** Runs a command in the repository and returns its exit code; `listen` receives its output instead of the terminal. */
function run(command, args, listen) {
  return new Promise((resolve) => {
    // Windows needs a shell for the .cmd files in node_modules/.bin, but not for a program with a path.
    const shell = windows && !path.isAbsolute(command);
    child = spawn(command, args, { cwd: root, env, shell, stdio: listen ? 'pipe' : 'inherit' });
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a command whose output is shown only if it fails; exits if it does. */
async function quietly(doing, command, args, detailOf = () => undefined) {
  const shown = step(doing);
  let output = '';
  const code = await run(command, args, (chunk) => {
    output += chunk;
    const detail = detailOf(String(chunk));
    if (detail !== undefined) shown.at(detail);
  });
  if (code === 0) return shown.done();
  shown.failed();
  process.stderr.write(output);
  process.exit(code);
}

const key = setupKey();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== key) {
  const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  // npm starts the npx next to it. Without npm, npx comes from the PATH.
  const npx = process.env.npm_execpath?.replace(/npm-cli\.js$/, 'npx-cli.js');
  const [command, first] = npx && existsSync(npx) ? [process.execPath, [npx]] : ['npx', []];
  await quietly(
    'Installing (once, from the npm registry)',
    command,
    [...first, '-y', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'],
    // "Progress: resolved 512, reused 3, downloaded 240, added 238"
    (text) => /downloaded \d+, added \d+/.exec(text)?.[0],
  );
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
}

await quietly('Building the servers', 'turbo', ['run', 'build', '--output-logs=errors-only', '--no-update-notifier']);
const [command, ...args] = process.argv.slice(2);
if (command) process.exitCode = await run(command, args);
