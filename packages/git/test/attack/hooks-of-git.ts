import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gitProgram } from '../start.ts';

/** Left out: `git p4` alone runs them, and the server never runs `git p4`. */
const ofPerforce = /^p4-/;

let known: readonly string[] | undefined;

/**
 * Returns the names under which the installed git runs hooks, as git itself knows them: each hyphenated word in its program file, and "update", is
 * planted as a hook, and `git bugreport` lists those that are hooks to it.
 */
export function hooksOfGit(): readonly string[] {
  known ??= askGit(gitProgram ?? 'git').filter((name) => !ofPerforce.test(name));
  return known;
}

function askGit(git: string): string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-git-hooks-'));
  try {
    const run = (...args: string[]) =>
      execFileSync(git, args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
        env: { ...process.env, GIT_EDITOR: 'true' },
      });
    run('init', '--quiet', '--template=');
    const hooks = path.join(folder, '.git/hooks');
    mkdirSync(hooks);
    const binary = readFileSync(path.join(run('--exec-path').trim(), 'git'), 'latin1');
    for (const word of new Set(binary.match(/[a-z0-9]+(?:-[a-z0-9]+)*(?=\0)/g)))
      if (word === 'update' || (word.includes('-') && word.length < 40)) plantHook(path.join(hooks, word), 'exit 0');
    run('bugreport', '--output-directory', folder, '--suffix', 'hooks');
    const report = readFileSync(path.join(folder, 'git-bugreport-hooks.txt'), 'utf8');
    return /\[Enabled Hooks\]\n([^]*)/.exec(report)?.[1]?.trim().split('\n') ?? [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a hook that runs a line of shell. */
export function plantHook(file: string, line: string): void {
  writeFileSync(file, `#!/bin/sh\n${line}\n`);
  chmodSync(file, 0o755);
}
