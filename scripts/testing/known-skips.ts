import path from 'node:path';
import { root } from '../packages.ts';

/** The system that a test run is on; `wine` is Windows' own Node under Wine, where everything of `windows` counts, too. */
export type System = 'windows' | 'wine' | 'macos';

export interface KnownSkip {
  /** The test file, from the repository's root. */
  file: string;
  /** The tests, by their titles with those of their groups; all of the file without it. */
  tests?: RegExp;
  on: System;
  reason: string;
}

const linuxComputer =
  'the computer of these tests is one with Linux: its programs are shell scripts, its paths have "/"';
const wineLinks = 'Wine makes no symbolic links';

/** The tests that a system cannot pass. Vitest's setup reads this table; every entry is printed with its reason. */
export const knownSkips: readonly KnownSkip[] = [
  {
    file: 'packages/kit/test/setup/behaviour.test.ts',
    tests: /^(how it behaves (it |a token)|what hosts)/,
    on: 'windows',
    reason: linuxComputer,
  },
  {
    file: 'packages/kit/test/setup/doctor.test.ts',
    tests: /^(all is well|the program|the arguments)/,
    on: 'windows',
    reason: linuxComputer,
  },
  { file: 'packages/kit/test/setup/install.test.ts', tests: /^(install|print)/, on: 'windows', reason: linuxComputer },
  {
    file: 'packages/kit/test/setup/launch.test.ts',
    tests: /^(which package|the command that works)/,
    on: 'windows',
    reason: linuxComputer,
  },
  {
    file: 'packages/kit/test/setup/replace.test.ts',
    tests: /^an entry of the same name (is replaced|a server)/,
    on: 'windows',
    reason: linuxComputer,
  },
  {
    file: 'packages/kit/test/setup/scope.test.ts',
    tests: /^(a pinned|a host that would refuse|starts the entry)/,
    on: 'windows',
    reason: linuxComputer,
  },
  {
    file: 'packages/kit/test/setup/secrets.test.ts',
    tests: /only its owner may|in full/,
    on: 'windows',
    reason: linuxComputer,
  },
  {
    file: 'packages/kit/test/setup/server-arguments.test.ts',
    tests: /^(what is written works|what is refused)/,
    on: 'windows',
    reason: linuxComputer,
  },
  {
    file: 'packages/kit/test/secret.test.ts',
    tests: /a command that is not on the PATH/,
    on: 'windows',
    reason: 'the planted program is a shell script',
  },
  {
    file: 'packages/kit/test/pool.test.ts',
    tests: /nothing of the environment/,
    on: 'windows',
    reason: 'Windows gives every process a dozen variables',
  },
  {
    file: 'packages/kit/test/keeping.test.ts',
    tests: /a\.copy-link|these can be used|a file behind a link/,
    on: 'wine',
    reason: wineLinks,
  },
  { file: 'packages/kit/test/confined.test.ts', tests: /through links/, on: 'wine', reason: wineLinks },
  { file: 'packages/filesystem/test/search.test.ts', tests: /gives back/, on: 'wine', reason: 'there is no git' },
  {
    file: 'packages/kit/test/long-paths.test.ts',
    tests: /^control/,
    on: 'windows',
    reason: 'the path is one that Windows cannot use',
  },
  {
    file: 'packages/filesystem/test/info.test.ts',
    tests: /links are described|a path is completed/,
    on: 'wine',
    reason: wineLinks,
  },
  {
    file: 'packages/filesystem/test/info.test.ts',
    tests: /says which folder cannot be used now/,
    on: 'wine',
    reason: 'an allowed folder that was deleted and made again is used only after a restart there',
  },
  {
    file: 'packages/filesystem/test/list.test.ts',
    tests: /links|a link|with_sizes sizes|maxDepth/,
    on: 'wine',
    reason: wineLinks,
  },
  {
    file: 'packages/filesystem/test/list.test.ts',
    tests: /look like something else|long names|very deep/,
    on: 'windows',
    reason: 'Windows allows no such names, and no such depth',
  },
  {
    file: 'packages/filesystem/test/organise.test.ts',
    tests: /link|a file in the way|does not go into itself|with all that is in it|needs recursive|each deletion/,
    on: 'wine',
    reason: wineLinks,
  },
  {
    file: 'packages/filesystem/test/organise.test.ts',
    tests: /"C:|the question names/,
    on: 'windows',
    reason: 'expects the separators of Linux',
  },
  {
    file: 'packages/filesystem/test/search.test.ts',
    tests: /^search_files (finding nothing|type, links|links are|excluded folders)/,
    on: 'wine',
    reason: wineLinks,
  },
  {
    file: 'packages/filesystem/test/undo.test.ts',
    tests: /the real path/,
    on: 'windows',
    reason: 'expects the separators of Linux',
  },
  {
    file: 'packages/filesystem/test/write.test.ts',
    tests: /create never replaces|through a link/,
    on: 'wine',
    reason: wineLinks,
  },
  {
    file: 'packages/filesystem/test/write.test.ts',
    tests: /"C:|"x{100}/,
    on: 'windows',
    reason: 'Windows refuses such a path in other words',
  },
  {
    file: 'packages/filesystem/test/text/glob.test.ts',
    tests: /^glob (\$|brackets and braces)/,
    on: 'windows',
    reason: 'a backslash separates names there',
  },
  {
    file: 'packages/filesystem/test/text/glob.test.ts',
    tests: /a hostile pattern/,
    on: 'wine',
    reason: 'a thread finds the kit below node_modules, as Wine shows links as folders',
  },
  {
    file: 'packages/sqlite/test/odd-files.test.ts',
    tests: /in another encoding/,
    on: 'windows',
    reason: 'there is no iconv to compare with',
  },
  {
    file: 'packages/kit/test/http/patience.test.ts',
    tests: /does not read/,
    on: 'wine',
    reason: 'Wine takes all that is sent before anyone reads it',
  },
];

export function systemsOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): System[] {
  if (platform !== 'win32') return platform === 'darwin' ? ['macos'] : [];
  return env['WINEPREFIX'] === undefined ? ['windows'] : ['windows', 'wine'];
}

/** Returns the reason why a test is not run on this system; undefined if it is. */
export function skipReason(file: string, title: string, systems: readonly System[]): string | undefined {
  const place = path.relative(root, file).replaceAll('\\', '/');
  return knownSkips.find(
    ({ file: one, tests, on }) => one === place && systems.includes(on) && (tests === undefined || tests.test(title)),
  )?.reason;
}
