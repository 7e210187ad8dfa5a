import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import os from 'node:os';
import { createInterface } from 'node:readline/promises';
import { promisify } from 'node:util';
import { isProgram, pathsOf } from '../sandbox/programs.ts';

/** What setting up depends on, besides files: given, so that tests have every platform. */
export interface Machine {
  platform: NodeJS.Platform;
  home: string;
  env: NodeJS.ProcessEnv;
  /** The current folder. */
  cwd: string;
  /** The Node that runs this. */
  node: string;
  /** The file that was started, without links. */
  main: string;
  /** The PATH of programs that are started from the desktop. */
  desktopPath: string;
  isProgram(file: string): boolean;
  exists(file: string): boolean;
  /** What a folder holds; nothing if there is none. */
  namesIn(folder: string): string[];
  /** What a file holds; undefined if there is none. */
  textOf(file: string): string | undefined;
  /** What `node --version` says of a Node; undefined if it does not run. */
  versionOf(node: string): Promise<string | undefined>;
  /** Milliseconds that a server may take to show that it works; npx may have to download it first. */
  timeout: number;
  /** Whether a person can be asked. */
  isTerminal: boolean;
  /** A line for the person, on stderr: stdout is for programs. */
  say(line: string): void;
  /** On stdout: only what a program may read. */
  print(text: string): void;
  /** A question to the person that is answered with yes or no; no unless it is answered. */
  ask(question: string): Promise<boolean>;
  now(): Date;
}

/**
 * What desktops give to programs: on macOS launchd's PATH and the folders that hosts add to it by themselves, on Linux the
 * session's. On Windows it is everyone's.
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
    namesIn: (folder) => attempt(() => readdirSync(folder).sort()) ?? [],
    textOf: (file) => attempt(() => readFileSync(file, 'utf8')),
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
        // At the end of the input no answer comes.
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

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

export { pathsOf };
