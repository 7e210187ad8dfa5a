// oxlint-disable vitest/valid-expect -- a message says which of many cases failed
// oxlint-disable vitest/no-conditional-expect -- a table or a race decides which of two outcomes is looked at
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tierCases } from '@mcp-reference/kit/testing';
import { ToolError } from '../../../kit/src/errors.ts';
import { temporaryFolder } from '../start.ts';
import { sandboxed, type Do } from './arena.ts';
import { modes, places, tierModes, type Place } from './backends.ts';
import { betweenCalls, skipPrograms } from './interleave.ts';
import { interrupted, named, temporary, text } from './interrupted.ts';

// What happens when a system call fails, or when someone else does something, at a chosen moment of an operation.

skipPrograms();

const failure = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

const nothing = () => {};

type Before = (call: number, name: string, args: unknown[]) => void;

/**
 * Does `act` in a sandbox over `root`, with something before each system call, and `first` without. Returns the number of calls, and
 * what it threw.
 */
function attempt(
  mode: Place,
  root: string,
  act: (act: Do) => unknown,
  before: Before,
  first: (act: Do) => unknown = nothing,
): { calls: number; error?: unknown } {
  const sandbox = sandboxed([root], mode);
  let error: unknown;
  try {
    first(sandbox.act);
    const calls = betweenCalls(() => {
      try {
        act(sandbox.act);
      } catch (thrown) {
        error = thrown;
      }
    }, before);
    return { calls, ...(error !== undefined && { error }) };
  } finally {
    sandbox.close();
  }
}

/** Two folders are two file systems. */
const across: Before = (_call, name, [from, to]) => {
  const between = name === 'linkSync' || name === 'renameSync';
  if (between && path.dirname(String(from)) !== path.dirname(String(to))) throw failure('EXDEV');
};

/** Returns the number of system calls of the operation when nothing goes wrong. */
function callsOf(
  mode: Place,
  base: string,
  prepare: (root: string) => unknown,
  act: (act: Do) => unknown,
  always: Before = nothing,
  first: (act: Do) => unknown = nothing,
): number {
  const root = fs.mkdtempSync(path.join(base, 'r-'));
  prepare(root);
  const { calls, error } = attempt(mode, root, act, always, first);
  expect(error).toBeUndefined();
  expect(calls).toBeGreaterThan(3);
  return calls;
}
const hasProc = fs.existsSync('/proc/self/fd');
const openDescriptors = (): number => (hasProc ? fs.readdirSync('/proc/self/fd').length : 0);

describe.each(places)('%s, each system call failing once', (mode) => {
  // The code decides the message, hardly ever the way: the soak tier tries the others.
  const codes = tierModes.some((tried) => tried === mode) ? ['EIO', 'EACCES'] : ['EIO'];
  const operations = interrupted.filter(({ inServer }) => mode !== 'inline' || inServer);
  for (const code of tierCases(codes, ['EIO', 'EACCES', 'EMFILE', 'ENOSPC'])) {
    test.each(operations)(`${code}: $name`, async ({ prepare, act, holds }) => {
      const base = temporaryFolder();
      let refused = 0;
      const calls = callsOf(mode, base, prepare, act);
      for (let at = 0; at < calls; at++) {
        const root = fs.mkdtempSync(path.join(base, 'r-'));
        prepare(root);
        const before = openDescriptors();
        let failed = '';
        const { error } = attempt(mode, root, act, (call, name) => {
          // A close that fails has closed all the same (close(2)), which cannot be played here.
          if (call !== at || name === 'closeSync') return;
          failed = name;
          throw failure(code);
        });
        const where = `${failed}, call ${at}: ${String(error)}`;
        if (error !== undefined) {
          refused++;
          expect(error, where).toBeInstanceOf(ToolError);
        }
        holds(root);
        // What the server's process puts off until its answer is on its way.
        if (mode === 'inline') await new Promise(setImmediate);
        expect(openDescriptors(), where).toBe(before);
        const left = fs
          .readdirSync(root, { recursive: true })
          .map(String)
          .filter((name) => temporary.test(path.basename(name)));
        // Where the removal itself fails, the next sweep has it.
        if (failed !== 'unlinkSync') expect(left, where).toEqual([]);
      }
      expect(refused).toBeGreaterThan(0);
    });
  }
});

describe.each(modes)('%s backend: systems that lack something', (mode) => {
  const inTwoFolders = (): string => {
    const root = temporaryFolder();
    fs.mkdirSync(path.join(root, 'd'));
    fs.mkdirSync(path.join(root, 'tree'));
    fs.writeFileSync(path.join(root, 'a'), 'content');
    fs.writeFileSync(path.join(root, 'tree', 'in'), 'deep');
    return root;
  };

  // FAT on Linux says EPERM, on macOS ENOTSUP; a file with too many names EMLINK.
  test.each(['EPERM', 'ENOTSUP', 'EMLINK'])(
    'no hard links (%s): files are still made, copied and moved, and nothing is replaced',
    (code) => {
      const root = inTwoFolders();
      const without = (_call: number, name: string) => {
        if (name === 'linkSync') throw failure(code);
      };
      expect(
        attempt(mode, root, (act) => act('write', { path: 'new', content: 'new', mode: 'create' }), without).error,
      ).toBeUndefined();
      expect(
        attempt(mode, root, (act) => act('copy', { source: 'a', destination: 'd/copy' }), without).error,
      ).toBeUndefined();
      expect(
        attempt(mode, root, (act) => act('move', { source: 'a', destination: 'd/moved' }), without).error,
      ).toBeUndefined();
      expect(
        attempt(mode, root, (act) => act('move', { source: 'new', destination: 'd/moved' }), without).error,
      ).toMatchObject({ code: 'conflict' });
      expect(
        attempt(mode, root, (act) => act('copy', { source: 'new', destination: 'd/moved' }), without).error,
      ).toMatchObject({ code: 'conflict' });
      expect(named(root)).toEqual(['d', 'new', 'tree']);
      expect(fs.readdirSync(path.join(root, 'd')).sort()).toEqual(['copy', 'moved']);
      for (const name of ['copy', 'moved']) expect(text(path.join(root, 'd', name))).toBe('content');
    },
  );

  test('another file system (EXDEV): a move copies first and removes then', () => {
    const root = inTwoFolders();
    expect(
      attempt(mode, root, (act) => act('move', { source: 'a', destination: 'd/a' }), across).error,
    ).toBeUndefined();
    expect(
      attempt(mode, root, (act) => act('move', { source: 'tree', destination: 'd/tree' }), across).error,
    ).toBeUndefined();
    expect(named(root)).toEqual(['d']);
    expect(text(path.join(root, 'd', 'a'))).toBe('content');
    expect(text(path.join(root, 'd', 'tree', 'in'))).toBe('deep');
  });

  test('a folder that cannot be deleted as a whole: the error counts what is gone', () => {
    const root = inTwoFolders();
    for (const name of ['b', 'c']) fs.writeFileSync(path.join(root, 'tree', name), 'x');
    let files = 0;
    const second: Before = (_call, name) => {
      if (name === 'unlinkSync' && ++files === 2) throw failure('EACCES');
    };
    const remove = (act: Do) => act('remove', { path: 'tree', recursive: true });
    const { error } = attempt(mode, root, remove, second);
    expect(String(error)).toMatch(
      /1 file and 0 folders in "tree" were deleted before that; the rest is still there\.$/,
    );
    expect(named(path.join(root, 'tree'))).toHaveLength(2);
    files = 1;
    expect(String(attempt(mode, root, remove, second).error)).not.toContain('deleted');
    expect(attempt(mode, root, remove, nothing).error).toBeUndefined();
  });

  test('another file system, and a file that stays: of several moves, the others are taken back and nothing else is said', () => {
    const root = inTwoFolders();
    fs.writeFileSync(path.join(root, 'tree', 'stays'), 'x');
    const stays: Before = (call, name, args) => {
      across(call, name, args);
      if (name === 'unlinkSync' && path.basename(String(args[0])) === 'stays') throw failure('EACCES');
    };
    const tree = { source: 'tree', destination: 'd/tree' };
    const several = (...moves: { source: string; destination: string }[]) =>
      String(attempt(mode, root, (act) => act('moveMany', { moves, dryRun: false }), stays).error);
    expect(several({ source: 'a', destination: 'd/a' }, tree)).toMatch(
      /"d\/tree" is a complete copy now, but 2 entries .* The moves before it were taken back\.$/,
    );
    expect(named(root)).toEqual(['a', 'd', 'tree']);
    expect(named(path.join(root, 'd', 'tree'))).toEqual(['in', 'stays']);
    fs.rmSync(path.join(root, 'd', 'tree'), { recursive: true });
    expect(several(tree)).not.toContain('Nothing was moved');
    expect(several({ source: 'none', destination: 'd/none' })).toContain('"none" does not exist');
  });
});

describe.each(places)('%s: someone else at work', (mode) => {
  /** Operations that the place does itself. */
  const own = <Row extends readonly [name: string, ...unknown[]]>(rows: readonly Row[]): Row[] =>
    rows.filter(([name]) => mode !== 'inline' || ['create', 'write_file'].includes(name));

  /** Runs `act` once per system call, with `other` done right before that call. */
  function meanwhile(
    prepare: (root: string) => unknown,
    act: (act: Do) => unknown,
    other: (root: string) => void,
    check: (root: string, error: unknown, where: string, moment: { name: string; isSeen: boolean }) => void,
    always: Before = nothing,
    first: (act: Do) => unknown = nothing,
  ): void {
    const base = temporaryFolder();
    const calls = callsOf(mode, base, prepare, act, always, first);
    for (let at = 0; at < calls; at++) {
      const root = fs.mkdtempSync(path.join(base, 'r-'));
      prepare(root);
      const moment = { name: '', isSeen: false };
      let happened = false;
      let isExamined = false;
      const before: Before = (call, name, args) => {
        if (call === at) {
          moment.name = name;
          try {
            other(root);
            happened = true;
          } catch {
            // It came too late: what it needs is gone.
          }
        }
        // How often a file is read depends on what is known about its folder. What counts is what the last reading sees.
        if (happened && isOpen(root, args[0])) {
          isExamined ||= name === 'fstatSync';
          moment.isSeen ||= isExamined && name === 'readSync';
        }
        always(call, name, args);
      };
      const { error } = attempt(mode, root, act, before, first);
      if (happened) check(root, error, `${moment.name}, call ${at}`, moment);
    }
  }

  /** True for an open descriptor of the file "a". */
  function isOpen(root: string, on: unknown): boolean {
    const file = typeof on === 'number' && fs.lstatSync(path.join(root, 'a'), { throwIfNoEntry: false });
    return file !== false && file !== undefined && fs.fstatSync(on).ino === file.ino;
  }

  test.each(
    own([
      ['deleting', (act: Do) => act('remove', { path: 'tree', recursive: true }), nothing],
      ['moving to another file system', (act: Do) => act('move', { source: 'tree', destination: 'd/moved' }), across],
    ]),
  )('%s a folder never follows a link that takes the place of a folder in it', (_name, act, always) => {
    meanwhile(
      (root) => {
        for (const folder of ['tree/sub', 'precious', 'd']) fs.mkdirSync(path.join(root, folder), { recursive: true });
        fs.writeFileSync(path.join(root, 'tree', 'sub', 'in'), 'x');
        fs.writeFileSync(path.join(root, 'precious', 'in'), 'precious');
      },
      act,
      (root) => {
        fs.renameSync(path.join(root, 'tree', 'sub'), path.join(root, 'away'));
        fs.symlinkSync('../precious', path.join(root, 'tree', 'sub'));
      },
      (root, _error, where) => expect(fs.existsSync(path.join(root, 'precious', 'in')), where).toBe(true),
      always,
    );
  });

  test.each(own([['deleting an empty folder']]))('%s never takes along what is put into it meanwhile', () => {
    meanwhile(
      (root) => fs.mkdirSync(path.join(root, 'd')),
      (act) => act('remove', { path: 'd', recursive: false }),
      (root) => fs.writeFileSync(path.join(root, 'd', 'new'), 'precious'),
      (root, _error, where) => expect(fs.existsSync(path.join(root, 'd', 'new')), where).toBe(true),
    );
  });

  test.each(
    own([
      ['create', (act: Do) => act('write', { path: 'b', content: 'x', mode: 'create' })],
      ['copy', (act: Do) => act('copy', { source: 'a', destination: 'b' })],
      ['copy a folder', (act: Do) => act('copy', { source: 'tree', destination: 'b' })],
      ['move', (act: Do) => act('move', { source: 'a', destination: 'b' })],
      ['move a folder', (act: Do) => act('move', { source: 'tree', destination: 'b' })],
    ]),
  )('%s never replaces what gets the name meanwhile', (_name, act) => {
    meanwhile(
      (root) => {
        fs.writeFileSync(path.join(root, 'a'), 'mine');
        fs.mkdirSync(path.join(root, 'tree'));
        fs.writeFileSync(path.join(root, 'tree', 'in'), 'mine');
      },
      act,
      (root) => fs.writeFileSync(path.join(root, 'b'), 'theirs', { flag: 'wx' }),
      (root, error, where) => {
        expect(text(path.join(root, 'b')), where).toBe('theirs');
        expect(error, where).toBeInstanceOf(ToolError);
        // Nor is what was to be moved lost.
        expect(text(path.join(root, 'a')), where).toBe('mine');
        expect(text(path.join(root, 'tree', 'in')), where).toBe('mine');
      },
    );
  });

  test.each(
    own([
      ['write_file', (act: Do) => act('write', { path: 'a', content: 'ours', mode: 'overwrite' })],
      [
        'edit_file',
        (act: Do) =>
          act('edit', { path: 'a', edits: [{ oldText: 'before', newText: 'ours' }], dryRun: false, budget: 1000 }),
      ],
    ]),
  )(
    '%s loses a change that is made meanwhile at one moment at most: between the last look and the rename',
    (_name, act) => {
      const lost: string[] = [];
      // The server's process replaces a file that it knows to have no attributes; others are left to a helper.
      const create = (own: Do) => own('write', { path: 'a', content: 'before', mode: 'create' });
      meanwhile(
        (root) => mode !== 'inline' && fs.writeFileSync(path.join(root, 'a'), 'before'),
        act,
        (root) => fs.writeFileSync(path.join(root, 'a'), 'theirs, longer'),
        (root, error, where, { name, isSeen }) => {
          const now = text(path.join(root, 'a'));
          expect(['ours', 'theirs, longer'], where).toContain(now);
          // What was read with the change is replaced, which is what was asked for.
          // In the server's process, what is known about files from before changes the number of calls.
          if (now === 'ours' && error === undefined && !isSeen) lost.push(mode === 'inline' ? name : where);
        },
        nothing,
        mode === 'inline' ? create : nothing,
      );
      const moments = [...new Set(lost)];
      expect(moments.filter((where) => where.startsWith('renameSync')).length).toBeLessThanOrEqual(1);
      expect(moments.filter((where) => !where.startsWith('renameSync'))).toEqual([]);
    },
  );

  test('the hooks are between all calls', () => {
    const root = temporaryFolder();
    const names: string[] = [];
    attempt(
      mode,
      root,
      (act) => act('write', { path: 'a', content: 'x', mode: 'create' }),
      (_call, name) => void names.push(name),
    );
    for (const name of ['openSync', 'writeSync', 'linkSync', 'unlinkSync']) expect(names).toContain(name);
    expect(attempt(mode, root, () => {}, nothing).calls).toBe(0);
  });
});
