import { spawnSync } from 'node:child_process';
import { mayWait } from './bounds.ts';
import type { PlainFile } from './attributes.ts';
import type { Folder } from './folder.ts';
import type { OpenFile } from './open-file.ts';
import type { Stat } from './stat.ts';

/** A program that is on nearly every Linux system and can make any system call. */
const program = '/usr/bin/perl';

/** The numbers of llistxattr(2) and flistxattr(2), which Node cannot call. */
const systemCalls: Partial<Record<NodeJS.Architecture, { byName: number; ofOpen: number }>> = {
  x64: { byName: 195, ofOpen: 196 },
  arm64: { byName: 12, ofOpen: 13 },
};

const numbers = () => (process.platform === 'linux' ? systemCalls[process.arch] : undefined);

/** Answers each name with 1 if it has no extended attributes at all, which includes access control lists. */
const script = (number: number) =>
  `$/ = "\\0"; while (<STDIN>) { chomp; print syscall(${number}, "./$_", 0, 0) == 0 ? 1 : 0 }`;

/** The time limit of the program, in milliseconds. */
const limit = 5_000;
const mostFiles = 1_000;

/**
 * A change less than this time ago, in milliseconds, may have the same time as one after it: file systems count in steps
 * of a few milliseconds.
 */
const settled = 100;

/**
 * True if two open files and the folder that they are in certainly have no attributes. Says so of what has just changed, too,
 * which {@link filesWithoutAttributes} leaves out.
 */
export function areWithoutAttributes(folder: Folder, one: OpenFile, other: OpenFile): boolean {
  const known = numbers();
  if (known === undefined) return false;
  mayWait();
  const { byName, ofOpen } = known;
  // A text is passed by its address, so it must not be a constant.
  const asked = `my $self = '.'; print join ',', syscall(${byName}, $self, 0, 0), map { syscall(${ofOpen}, $_, 0, 0) } 3, 4`;
  const { status, stdout } = folder.within((cwd) =>
    one.withDescriptor((first) =>
      other.withDescriptor((second) =>
        spawnSync(program, ['-e', asked], {
          cwd,
          stdio: ['ignore', 'pipe', 'ignore', first, second],
          env: {},
          timeout: limit,
          encoding: 'latin1',
        }),
      ),
    ),
  );
  return status === 0 && stdout === '0,0,0';
}

/**
 * Returns the files of a folder that have no attributes, and the folder itself, by one program for all of them: an agent that writes one file of
 * a folder usually writes more. Empty where that cannot be found out, and where the folder gives new files a list.
 */
export function filesWithoutAttributes(folder: Folder, now: number = Date.now()): PlainFile[] {
  const known = numbers();
  if (known === undefined) return [];
  mayWait();
  const self = folder.self();
  const files: [string, Stat][] = [];
  for (const { name, kind } of folder.entries()) {
    const stat = kind === 'file' ? folder.peek(name) : undefined;
    if (stat !== undefined && now - stat.changed > settled) files.push([name, stat]);
    if (files.length === mostFiles) break;
  }
  const names = ['.', ...files.map(([name]) => name)];
  const { stdout, status } = folder.within((cwd) =>
    spawnSync(program, ['-e', script(known.byName)], {
      cwd,
      input: names.map((name) => `${name}\0`).join(''),
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {},
      timeout: limit,
      encoding: 'latin1',
    }),
  );
  if (status !== 0 || stdout.length !== names.length || stdout[0] !== '1') return [];
  const plain = files.flatMap(([name, { identity, changed }], index): PlainFile[] => {
    if (stdout[index + 1] !== '1') return [];
    // Another file may have had the name at that moment.
    const after = folder.peek(name);
    return after?.identity === identity && after.changed === changed ? [[identity, changed]] : [];
  });
  const isUnchanged = now - self.changed > settled && folder.self().changed === self.changed;
  // A time that no folder has: it was looked at, and has to be again.
  return [[self.identity, isUnchanged ? self.changed : -1], ...plain];
}
