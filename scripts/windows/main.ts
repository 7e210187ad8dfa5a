// Runs the built servers on Windows' own Node under Wine, through a real client: `npm run test:windows -- --set-up` the first time.
// With --vitest, runs test files of the repository there instead: those of tests.ts, or the ones that are named.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isSetUp, nodeProgram, nodeVersions, windowsFolder } from './folders.ts';
import { installRepository, runVitest } from './repository.ts';
import { installServers, setUpWindows } from './set-up.ts';
import { inWine } from './wine.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    vitest: { type: 'boolean', default: false },
    node: { type: 'string', default: '24' },
    'set-up': { type: 'boolean', default: false },
  },
});
const version = nodeVersions[values.node];
if (version === undefined) {
  console.error(`--node takes ${Object.keys(nodeVersions).join(' or ')}.`);
  process.exit(2);
}
if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
  console.error('This job sets up Wine as root on Debian. On Windows itself, run npm test.');
  process.exit(2);
}
if (!values['set-up'] && !isSetUp(version)) {
  console.error(
    `Not set up in ${windowsFolder}. npm run test:windows -- --set-up installs Wine and Node there (about 2 GB, 5 minutes).`,
  );
  process.exit(2);
}
await setUpWindows(version);
if (values.vitest) {
  await installRepository();
  const { passed, failed, skipped } = await runVitest(version, positionals);
  await inWine(['wineserver', '-k']);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
await installServers();
const files = ['filesystem', 'names', 'sqlite', 'programs', 'secrets', 'setup'].map(
  (name) => `C:\\app\\checks\\${name}.windows.ts`,
);
const node = nodeProgram(version).replace(windowsFolder, '/windows');
const { code, output } = await inWine(
  ['wine', node, '--test', '--test-reporter=spec', '--test-concurrency=1', ...files],
  { NODE_NO_WARNINGS: '1' },
);
await inWine(['wineserver', '-k']);
console.log(output);
const count = (what: string): number => Number(new RegExp(`^ℹ ${what} (\\d+)`, 'm').exec(output)?.[1] ?? 0);
console.log(`${count('pass')} passed, ${count('fail')} failed`);
process.exitCode = code === 0 && count('pass') > 0 ? 0 : 1;
