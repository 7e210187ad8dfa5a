import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { openDocument } from '../setup/document.ts';
import { plainEntry } from '../setup/entry.ts';
import { hosts, type Host, type HostKey } from '../setup/hosts/index.ts';
import { textsOf } from '../setup/jsonc.ts';
import { isRecord } from '../is-record.ts';
import { thisMachine } from '../setup/machine.ts';
import { startSession, type Era, type Session } from './session.ts';
import { environment } from './environment.ts';

export type { HostKey };
export const hostKeys = Object.keys(hosts) as HostKey[];

/** The PATH of a desktop application: no shell, no profile. */
const desktopPath = '/usr/local/bin:/usr/bin:/bin';

export interface Done {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A home folder in which a built server installs itself into hosts, and from which it is started. */
export class SetUp {
  readonly #program: string;
  readonly #home: string;

  constructor(program: string, home: string) {
    this.#program = program;
    this.#home = home;
  }

  /** Runs the server with a command line in that home, without a terminal. */
  run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Done> {
    const child = spawn(process.execPath, [this.#program, ...argv], {
      cwd: this.#home,
      env: { ...environment(), HOME: this.#home, USERPROFILE: this.#home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const done: Done = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (part: Buffer) => (done.stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (done.stderr += part.toString()));
    return new Promise((resolve, reject) => {
      child.once('error', reject).once('close', (code) => resolve({ ...done, code }));
    });
  }

  /** Returns the file that a host reads. */
  fileOf(host: HostKey): string {
    return hosts[host].file({ ...thisMachine(), home: this.#home, env: {} });
  }

  /** Returns the entry that a host reads. */
  entry(host: HostKey, name: string): { command: string; args: string[]; env: Record<string, string> } {
    const file = this.fileOf(host);
    const { key, format, form }: Host = hosts[host];
    const entry = plainEntry(openDocument(readFileSync(file, 'utf8'), file, format).get([key, name]), {
      ...(form && { form }),
    });
    if (!isRecord(entry)) throw new Error(`${file} has no entry ${name}.`);
    const { command, args } = entry;
    if (typeof command !== 'string' || !Array.isArray(args)) throw new Error(`${name} in ${file} starts nothing.`);
    return { command, args: args.map(String), env: textsOf(entry['env']) };
  }

  /**
   * Starts exactly what a host has configured, without this environment but for the cache of compiled code. `env` holds the values
   * that the host fills in.
   */
  start(host: HostKey, name: string, { era, env = {} }: { era: Era; env?: Record<string, string> }): Promise<Session> {
    const entry = this.entry(host, name);
    return startSession({
      era,
      // As a host with the second SDK does.
      probesBeside: true,
      command: entry.command,
      args: entry.args,
      env: { PATH: desktopPath, HOME: this.#home, ...codeCache(), ...entry.env, ...env },
    });
  }
}

function codeCache(): Record<string, string> {
  const { NODE_COMPILE_CACHE } = environment();
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
}
