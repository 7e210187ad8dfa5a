// Sets up what the command after it needs, then runs that command with the toolchain's own Node. Plain JavaScript for
// the host's Node, whichever that is: nothing is installed yet when this starts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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
};

/** Runs a command in the repository; ends this process with its exit code when it fails. */
function run(command, args, { quiet = false } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env,
    shell: windows,
    stdio: quiet ? 'pipe' : 'inherit',
    encoding: 'utf8',
  });
  if (result.status === 0) return;
  if (quiet) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  if (result.error) console.error(`${command} could not be started: ${result.error.message}`);
  process.exit(result.status ?? 1);
}

const key = setupKey();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== key) {
  const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  console.error('Installing (once, from the npm registry) ...');
  // npm starts npx beside itself; a bare npx on the PATH stands in when this was not started by npm.
  const npx = process.env.npm_execpath?.replace(/npm-cli\.js$/, 'npx-cli.js');
  const [command, first] = npx && existsSync(npx) ? [process.execPath, [npx]] : ['npx', []];
  run(command, [...first, '-y', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    quiet: true,
  });
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
}

run('turbo', ['run', 'build', '--output-logs=errors-only', '--no-update-notifier'], { quiet: true });
const [command, ...args] = process.argv.slice(2);
if (command) run(command, args);
