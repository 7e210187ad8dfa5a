import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { allOptions } from '../../src/common-options.ts';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { thisMachine, type Machine } from '../../src/setup/machine.ts';
import { hosts } from '../../src/setup/hosts/index.ts';
import { setUp } from '../../src/setup/set-up.ts';
import { parseOptions, type Values } from '../../src/options.ts';
import type { CommonValues } from '../../src/common-options.ts';
import type { HostName } from '../../src/setup/flags.ts';
import { sample, type options } from './sample-server.ts';

export { sample };

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-hosts-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program of shell that stands in for another. */
export function writeProgram(file: string, script: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

export interface Fake extends Machine {
  said: string[];
  printed: string[];
  asked: string[];
  /** The person's answer. */
  answer: boolean;
}

/** A computer with an empty home, a checkout of the server, and a Node on its desktop's PATH. */
export function makeMachine(given: Partial<Fake> = {}): Fake {
  const home = given.home ?? temporaryFolder();
  const { exists, isProgram, namesIn, textOf, versionOf } = thisMachine();
  const bin = path.join(home, 'bin');
  writeProgram(path.join(bin, 'node'), 'echo v24.0.0');
  writeProgram(path.join(bin, 'npx'), 'echo npx');
  const machine: Fake = {
    platform: 'linux',
    home,
    env: { PATH: bin },
    cwd: home,
    node: path.join(bin, 'node'),
    main: path.join(home, 'checkout/packages/sample/dist/main.mjs'),
    desktopPath: bin,
    timeout: 120_000,
    isTerminal: false,
    said: [],
    printed: [],
    asked: [],
    answer: false,
    say: (line) => void machine.said.push(line),
    print: (text) => void machine.printed.push(text),
    ask: async (question) => {
      machine.asked.push(question);
      return machine.answer;
    },
    now: () => new Date('2026-11-26T10:11:12Z'),
    exists,
    isProgram,
    namesIn,
    textOf,
    versionOf,
    ...given,
  };
  return machine;
}

/** The command line of the sample server on such a computer. */
export function run(machine: Machine, ...argv: string[]): Promise<number> {
  const all = allOptions(sample);
  return setUp(
    sample,
    all,
    argv,
    async (words) => parseOptions(all, words, machine.env, ':') as Values<typeof options> & CommonValues,
    machine,
  );
}

export const fileOf = (name: Exclude<HostName, 'print'>, machine: Machine): string => hosts[name].file(machine);

/** Writes a host's configuration as its user has it. */
export function given(name: Exclude<HostName, 'print'>, machine: Machine, text: string, mode = 0o600): string {
  const file = fileOf(name, machine);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
  return file;
}

export const read = (file: string): string => readFileSync(file, 'utf8');
export const readJson = (file: string): unknown => JSON.parse(read(file));

/** Reads a host's configuration with a parser that the code under test does not use. */
export const readConfiguration = (file: string): Record<string, Record<string, unknown>> =>
  (file.endsWith('.toml')
    ? parseToml(read(file))
    : file.endsWith('.yaml')
      ? byName(parseYaml(read(file)) ?? {})
      : readJson(file)) as Record<string, Record<string, unknown>>;

/** Returns a configuration whose lists of entries with a name are records. */
const byName = (configuration: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => [
      key,
      Array.isArray(value)
        ? Object.fromEntries(value.map(({ name, ...entry }: Record<string, unknown>) => [name, entry]))
        : value,
    ]),
  );
