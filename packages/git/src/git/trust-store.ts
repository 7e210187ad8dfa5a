import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** The repositories that the user trusts, stored beside the user's other state: never in a repository or an allowed folder. */
export class TrustStore {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** The hash that was agreed to for a repository, by its shared git directory. */
  async granted(commonDir: string): Promise<string | undefined> {
    const value = (await this.#read())[commonDir];
    return typeof value === 'string' ? value : undefined;
  }

  async grant(commonDir: string, hash: string | undefined): Promise<void> {
    const grants = await this.#read();
    if (hash === undefined) delete grants[commonDir];
    else grants[commonDir] = hash;
    await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    const temporary = `${this.#file}.${process.pid}`;
    await writeFile(temporary, `${JSON.stringify(grants, undefined, 2)}\n`, { mode: 0o600 });
    await rename(temporary, this.#file);
  }

  async #read(): Promise<Record<string, unknown>> {
    try {
      const grants: unknown = JSON.parse(await readFile(this.#file, 'utf8'));
      return typeof grants === 'object' && grants !== null ? { ...grants } : {};
    } catch {
      return {};
    }
  }
}

/** Returns the file for it in the operating system's folder for the state of programs. */
export function trustFile(env: NodeJS.ProcessEnv): string {
  const state =
    process.platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? path.join(os.homedir(), 'AppData', 'Local'))
      : (env['XDG_STATE_HOME'] ?? path.join(os.homedir(), '.local', 'state'));
  return path.join(state, 'mcp-server-git', 'trust.json');
}
