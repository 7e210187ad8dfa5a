import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Removes a tree of any depth: the paths of a very deep one are too long for `rmSync`. */
export function remove(folder: string): void {
  try {
    fs.rmSync(folder, { recursive: true, force: true });
  } catch {
    execFileSync('rm', ['-rf', '--', folder]);
  }
}

export type Snapshot = Record<string, string>;

/** Describes `folder` and everything below it: kinds, modes, sizes, contents and times of change. Reading leaves it as it is. */
export function snapshot(folder: string, leaveOut: readonly string[] = []): Snapshot {
  const found: Snapshot = {};
  const visit = (at: string) => {
    if (leaveOut.includes(at)) return;
    const stat = fs.lstatSync(at);
    const facts = [(stat.mode >>> 0).toString(8), stat.mtimeMs];
    if (stat.isFile()) facts.push(stat.nlink, createHash('sha256').update(fs.readFileSync(at)).digest('hex'));
    if (stat.isSymbolicLink()) facts.push(fs.readlinkSync(at));
    found[path.relative(folder, at) || '.'] = facts.join(' ');
    if (stat.isDirectory()) for (const name of fs.readdirSync(at).sort()) visit(path.join(at, name));
  };
  visit(folder);
  return found;
}

/** Temporary files of the server that were left behind, inside or out. */
export function strays(folder: string): string[] {
  const found: string[] = [];
  // As bytes: some names are no text.
  const visit = (at: Buffer) => {
    for (const entry of fs.readdirSync(at, { encoding: 'buffer', withFileTypes: true })) {
      const below = Buffer.concat([at, Buffer.from('/'), entry.name]);
      if (entry.name.includes('.mcp-')) found.push(below.toString());
      if (entry.isDirectory()) visit(below);
    }
  };
  visit(Buffer.from(folder));
  return found;
}
