import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { history, numbered, Repo } from '../world.ts';
import type { Scene } from './planted.ts';

/** The content of the user's file as long as nothing changed it. */
export const untouched = 'the only copy\n';

/** Scenes of one test file, each a copy of the same repositories below one allowed folder. */
export class Scenes {
  readonly base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-git-')));
  /** The folder that a server may use: all scenes. */
  readonly allowed = path.join(this.base, 'allowed');
  readonly #template = path.join(this.base, 'template');
  #made = 0;

  /** To be called in a test or a hook of one. */
  begin(): void {
    history(this.#template);
    const repo = new Repo(path.join(this.#template, 'repo'));
    const remote = path.join(this.#template, 'remote.git');
    repo.git('clone', '--quiet', '--bare', '.', remote);
    repo.git('remote', 'add', 'origin', '../remote.git');
    repo.git('fetch', '--quiet', 'origin');
    repo.git('branch', '--quiet', '--set-upstream-to=origin/main');
    mkdirSync(this.allowed);
  }

  make(): Scene {
    const name = `scene${++this.#made}`;
    const root = path.join(this.allowed, name);
    const outside = path.join(this.base, 'outside', name);
    cpSync(this.#template, root, { recursive: true });
    mkdirSync(outside, { recursive: true });
    const marker = path.join(outside, 'marker');
    const program = path.join(outside, 'program');
    writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> "${marker}"\nexit 1\n`);
    chmodSync(program, 0o755);
    const victim = path.join(this.base, 'victim');
    writeFileSync(victim, untouched);
    const repo = new Repo(path.join(root, 'repo'));
    repo.write('a.txt', numbered(30, { 3: 'three', 10: 'ten', 20: 'twenty' }));
    repo.write('b.txt', 'two\n');
    repo.write('new.txt', 'new\n');
    return { root, outside, repo, marker, program, victim, remote: path.join(root, 'remote.git') };
  }

  end(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** The effect of an attack: its program ran, or something outside was written. Empty when it failed. */
export function effectOf({ marker, victim, outside, repo }: Scene): string {
  return [
    existsSync(marker) && `ran: ${readFileSync(marker, 'utf8')}`,
    readFileSync(victim, 'utf8') !== untouched && `written: ${readFileSync(victim, 'utf8')}`,
    existsSync(path.join(outside, 'objects')) && written(path.join(outside, 'objects')),
    repo.has('.git/hooks/pre-commit') && 'a hook was planted',
  ]
    .filter(Boolean)
    .join('\n');
}

const written = (folder: string): string | false => {
  const entries = readdirSync(folder);
  return entries.length > 0 && `objects outside: ${entries.length}`;
};
