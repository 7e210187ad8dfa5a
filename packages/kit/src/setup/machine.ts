import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import os from 'node:os';
import { createInterface } from 'node:readline/promises';
import { promisify } from 'node:util';
import { isProgram, pathsOf } from '../sandbox/programs.ts';
import { attemptAny } from '../attempt.ts';

/** The parts of the computer that setup depends on, other than files. Injected, so that tests cover every platform. */
export interface Machine {
  platform: NodeJS.Platform;
  home: string;
  env: NodeJS.ProcessEnv;
  /** The working directory. */
  cwd: string;
  /** The running Node. */
  node: string;
  /** The file that was started, with links resolved. */
  main: string;
  /** The PATH of programs that are started from the desktop. */
  desktopPath: string;
  isProgram(file: string): boolean;
  exists(file: string): boolean;
  /** Lists a folder; empty if it does not exist. */
  namesIn(folder: string): string[];
  /** Reads a file; undefined if it does not exist. */
  textOf(file: string): string | undefined;
  /** Returns the output of `node --version`; undefined if it does not run. */
  versionOf(node: string): Promise<string | undefined>;
  /** The time limit for a server to show that it works, in milliseconds; npx may have to download it first. */
  timeout: number;
  /** True if a person can be asked. */
  isTerminal: boolean;
  /** Writes a line for the user to stderr, because stdout is for programs. */
  say(line: string): void;
  /** Writes to stdout: only text that a program may read. */
  print(text: string): void;
  /** Asks a yes/no question; anything but yes counts as no. */
  ask(question: string): Promise<boolean>;
  now(): Date;
}

/**
 * The PATH of desktop applications: on macOS that of launchd plus the folders that hosts add, on Linux that of the
 * session. On Windows all programs have the same.
 */
const desktopPaths: Partial<Record<NodeJS.Platform, string>> & { linux: string } = {
  darwin: '/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  linux: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

export function thisMachine(): Machine {
  const main = process.argv[1] ?? '';
  return {
    platform: process.platform,
    home: os.homedir(),
    env: process.env,
    cwd: process.cwd(),
    node: process.execPath,
    main: realpathSync(main),
    desktopPath: desktopPaths[process.platform] ?? desktopPaths.linux,
    isProgram,
    exists: existsSync,
    namesIn: (folder) => attemptAny(() => readdirSync(folder).sort()) ?? [],
    textOf: (file) => attemptAny(() => readFileSync(file, 'utf8')),
    versionOf: (node) =>
      promisify(execFile)(node, ['--version'], { timeout: 10_000, windowsHide: true }).then(
        ({ stdout }) => stdout.trim(),
        () => undefined,
      ),
    timeout: 60_000,
    isTerminal: process.stdin.isTTY && process.stderr.isTTY,
    say: (line) => void process.stderr.write(`${line}\n`),
    print: (text) => void process.stdout.write(text),
    async ask(question) {
      const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
      try {
        // At the end of the input there is no answer.
        const end = new Promise<string>((resolve) => lines.once('close', () => resolve('\n')));
        const answer = await Promise.race([lines.question(`${question} [y/N] `), end]);
        if (answer === '\n') process.stderr.write(answer);
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        lines.close();
      }
    },
    now: () => new Date(),
  };
}

export { pathsOf };
