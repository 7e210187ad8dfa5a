import fs from 'node:fs';
import path from 'node:path';
import { secret, type Arena, type Do, type Swap } from './arena.ts';

/** One operation under attack. */
export interface Scenario {
  name: string;
  swap: Swap;
  /** Makes what the attempts use up, before the attack. */
  prepare?(arena: Arena, attempts: number): void;
  /** One attempt; what it returns is searched for secrets. */
  attempt(act: Do, arena: Arena, i: number): unknown;
  /** Returns true if this attempt changed something outside. A change that it misses shows in the snapshot at the end. */
  damage?(arena: Arena, i: number): boolean;
}

const budget = 60_000;
const there = (file: string): boolean => fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;
/** Also where a lookup that was led astray half way would end. */
const outsideHas =
  (prefix: string) =>
  ({ beyond, outside }: Arena, i: number): boolean =>
    [beyond, outside].some((folder) => there(path.join(folder, `${prefix}-${i}`)));
const outsideLacks =
  (prefix: string) =>
  ({ beyond }: Arena, i: number): boolean =>
    !there(path.join(beyond, `${prefix}-${i}`));

/** A separate file for each attempt, on both sides of the swap. */
const onBothSides =
  (prefix: string) =>
  (arena: Arena, attempts: number): void => {
    for (let i = 0; i < attempts; i++) {
      fs.writeFileSync(path.join(arena.inner, `${prefix}-${i}`), 'plain');
      fs.writeFileSync(path.join(arena.beyond, `${prefix}-${i}`), secret);
    }
  };

/** A separate folder with a file for each attempt, on both sides of the swap. */
const foldersOnBothSides =
  (prefix: string) =>
  (arena: Arena, attempts: number): void => {
    for (let i = 0; i < attempts; i++) {
      for (const [side, text] of [
        [arena.inner, 'plain'],
        [arena.beyond, secret],
      ] as const) {
        fs.mkdirSync(path.join(side, `${prefix}-${i}`));
        fs.writeFileSync(path.join(side, `${prefix}-${i}`, 'in.txt'), text);
      }
    }
  };

/** Returns the content of an entry that was brought to the calm folder, unless it is a link, which leads where it always led. */
function got(arena: Arena, name: string): string | undefined {
  const file = path.join(arena.calm, name);
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return fs.readFileSync(path.join(file, 'in.txt'), 'utf8');
  return stat?.isFile() ? fs.readFileSync(file, 'utf8') : undefined;
}

/** Restored when it was changed, so that each escape counts once. */
function hasChanged(file: string): boolean {
  const original = `${secret}, end\n`;
  if (fs.readFileSync(file, 'utf8') === original) return false;
  fs.writeFileSync(file, original);
  return true;
}
const changed =
  (name: string) =>
  ({ beyond }: Arena): boolean =>
    hasChanged(path.join(beyond, name));

/** Those that the unsafe way can do, for comparison. */
export const comparable = ['read', 'overwrite', 'create', 'list'];

/** Every operation, with `at` as the folder that is swapped. */
const throughFolder = (swap: Swap, at: string): Scenario[] => [
  { name: 'read', swap, attempt: (act) => act('readText', { path: `${at}/file.txt`, lineNumbers: false, budget }) },
  {
    name: 'read media',
    swap,
    attempt: (act) => Buffer.from(act('readMedia', { path: `${at}/file.txt` }).data, 'base64').toString(),
  },
  {
    name: 'read many',
    swap,
    attempt: (act) => act('readMany', { paths: [`${at}/file.txt`, `${at}/target.txt`], budget }),
  },
  {
    name: 'overwrite',
    swap,
    attempt: (act, _arena, i) => act('write', { path: `${at}/target.txt`, content: `plain ${i}`, mode: 'overwrite' }),
    damage: changed('target.txt'),
  },
  {
    name: 'create',
    swap,
    attempt: (act, _arena, i) => act('write', { path: `${at}/new-${i}`, content: 'plain', mode: 'create' }),
    damage: outsideHas('new'),
  },
  {
    name: 'append',
    swap,
    attempt: (act) => act('write', { path: `${at}/append.txt`, content: '.', mode: 'append' }),
    damage: changed('append.txt'),
  },
  {
    name: 'edit',
    swap,
    attempt: (act, _arena, i) =>
      act('edit', {
        path: `${at}/edit.txt`,
        edits: [{ oldText: 'end', newText: `${i % 10}end` }],
        dryRun: false,
        budget,
      }),
    damage: changed('edit.txt'),
  },
  {
    name: 'mkdir -p',
    swap,
    attempt: (act, _arena, i) => act('makeFolder', { path: `${at}/made-${i}/deeper` }),
    damage: outsideHas('made'),
  },
  ...(
    [
      ['move out of it', 'move', onBothSides],
      ['move a folder out of it', 'tree', foldersOnBothSides],
    ] as const
  ).map(([name, made, onSides]): Scenario => ({
    name,
    swap,
    prepare: onSides(made),
    attempt(act, arena, i) {
      act('move', { source: `${at}/${made}-${i}`, destination: `calm/${made}-${swap}-${i}` });
      return got(arena, `${made}-${swap}-${i}`);
    },
    damage: outsideLacks(made),
  })),
  {
    name: 'move into it',
    swap,
    prepare(arena, attempts) {
      for (let i = 0; i < attempts; i++) fs.writeFileSync(path.join(arena.calm, `in-${i}`), 'plain');
    },
    attempt: (act, _arena, i) => act('move', { source: `calm/in-${i}`, destination: `${at}/in-${i}` }),
    damage: outsideHas('in'),
  },
  {
    name: 'move a folder into it',
    swap,
    prepare(arena, attempts) {
      for (let i = 0; i < attempts; i++) fs.mkdirSync(path.join(arena.calm, `folder-${i}`), { recursive: true });
    },
    attempt: (act, _arena, i) => act('move', { source: `calm/folder-${i}`, destination: `${at}/folder-${i}` }),
    damage: outsideHas('folder'),
  },
  {
    name: 'copy out of it',
    swap,
    attempt(act, arena, i) {
      act('copy', { source: `${at}/file.txt`, destination: `calm/copied-${swap}-${i}` });
      return got(arena, `copied-${swap}-${i}`);
    },
  },
  {
    name: 'copy into it',
    swap,
    prepare: (arena) => fs.writeFileSync(path.join(arena.calm, 'one'), 'plain'),
    attempt: (act, _arena, i) => act('copy', { source: 'calm/one', destination: `${at}/copy-${i}` }),
    damage: outsideHas('copy'),
  },
  {
    name: 'copy a folder into it',
    swap,
    prepare(arena) {
      fs.mkdirSync(path.join(arena.calm, 'source'), { recursive: true });
      fs.writeFileSync(path.join(arena.calm, 'source', 'in.txt'), 'plain');
    },
    attempt: (act, _arena, i) => act('copy', { source: 'calm/source', destination: `${at}/copied-${i}` }),
    damage: outsideHas('copied'),
  },
  { name: 'list', swap, attempt: (act) => act('list', { path: at, sizes: false, sortBy: 'name', limit: 100, budget }) },
  {
    name: 'tree',
    swap,
    attempt: (act) => act('tree', { path: at, excludePatterns: [], gitignore: true, maxDepth: 5, limit: 100, budget }),
  },
  {
    name: 'search files',
    swap,
    attempt: (act) =>
      act('searchFiles', {
        path: at,
        pattern: secret,
        excludePatterns: [],
        gitignore: false,
        sortBy: 'path',
        limit: 100,
        budget,
      }),
  },
  {
    name: 'search text',
    swap,
    attempt: (act) =>
      act('searchText', {
        path: at,
        pattern: secret,
        literal: true,
        ignoreCase: false,
        include: ['*.txt'],
        excludePatterns: [],
        gitignore: true,
        context: 0,
        filesOnly: false,
        limit: 100,
        budget,
      }),
  },
  {
    name: 'delete',
    swap,
    prepare: onBothSides('delete'),
    attempt: (act, _arena, i) => act('remove', { path: `${at}/delete-${i}`, recursive: false }),
    damage: outsideLacks('delete'),
  },
  {
    name: 'delete a folder',
    swap,
    prepare: foldersOnBothSides('remove'),
    attempt: (act, _arena, i) => act('remove', { path: `${at}/remove-${i}`, recursive: true }),
    damage: (arena, i) => !there(path.join(arena.beyond, `remove-${i}`, 'in.txt')),
  },
  {
    name: 'get file info',
    swap,
    attempt: (act) =>
      act('info', { path: `${at}/file.txt`, hash: true }).stat.size === `${secret}, end\n`.length ? secret : '',
  },
  {
    name: 'write many',
    swap,
    attempt: (act, _arena, i) =>
      act('writeMany', { files: [{ path: `${at}/many-${i}`, content: 'plain', mode: 'overwrite' }] }),
    damage: outsideHas('many'),
  },
  {
    name: 'move many out of it',
    swap,
    prepare: onBothSides('several'),
    attempt(act, arena, i) {
      const moves = [{ source: `${at}/several-${i}`, destination: `calm/several-${swap}-${i}` }];
      act('moveMany', { moves, dryRun: false });
      return got(arena, `several-${swap}-${i}`);
    },
    damage: outsideLacks('several'),
  },
  {
    name: 'replace text',
    swap,
    attempt: (act, _arena, i) =>
      act('replaceText', {
        path: at,
        pattern: 'end',
        replacement: `${i % 10}end`,
        literal: true,
        ignoreCase: false,
        include: ['edit.txt'],
        excludePatterns: [],
        gitignore: false,
        diff: false,
        dryRun: false,
        budget,
      }),
    damage: changed('edit.txt'),
  },
  { name: 'disk usage', swap, attempt: (act) => act('diskUsage', { path: at, depth: 5, limit: 100, budget }) },
  {
    name: 'find duplicates',
    swap,
    attempt: (act) => act('findDuplicates', { path: at, minSize: 1, excludePatterns: [], limit: 100, budget }),
  },
  {
    name: 'find empty',
    swap,
    attempt: (act) => act('findEmpty', { path: at, type: 'both', excludePatterns: [], limit: 100, budget }),
  },
  {
    name: 'compare',
    swap,
    attempt: (act) => act('compare', { path: `${at}/file.txt`, otherPath: `${at}/target.txt`, budget }),
  },
];

/** Walks over the field see the swap from above. */
const fromAbove: Scenario[] = [
  {
    name: 'tree from above',
    swap: 'parent',
    attempt: (act) =>
      act('tree', { path: 'field', excludePatterns: [], gitignore: true, maxDepth: 5, limit: 100, budget }),
  },
  {
    name: 'search text from above',
    swap: 'parent',
    attempt: (act) =>
      act('searchText', {
        path: 'field',
        pattern: secret,
        literal: true,
        ignoreCase: false,
        include: ['*.txt'],
        excludePatterns: [],
        gitignore: true,
        context: 0,
        filesOnly: false,
        limit: 100,
        budget,
      }),
  },
];

const leaf = 'field/leaf.txt';
const leafChanged = (arena: Arena): boolean => hasChanged(path.join(arena.outside, 'leaf.txt'));

/** After it was moved or deleted, the attacker puts it back in a moment. */
function awaitLeaf(arena: Arena): void {
  for (const end = performance.now() + 1; performance.now() < end;) if (there(path.join(arena.root, leaf))) return;
}

/** The file itself is swapped for a link. */
const throughLeaf: Scenario[] = [
  { name: 'read', swap: 'leaf', attempt: (act) => act('readText', { path: leaf, lineNumbers: false, budget }) },
  {
    name: 'overwrite',
    swap: 'leaf',
    attempt: (act, _arena, i) => act('write', { path: leaf, content: `plain ${i}`, mode: 'overwrite' }),
    damage: leafChanged,
  },
  {
    name: 'append',
    swap: 'leaf',
    attempt: (act) => act('write', { path: leaf, content: '.', mode: 'append' }),
    damage: leafChanged,
  },
  {
    name: 'edit',
    swap: 'leaf',
    attempt: (act) =>
      act('edit', { path: leaf, edits: [{ oldText: 'plain', newText: 'plain.' }], dryRun: false, budget }),
    damage: leafChanged,
  },
  {
    name: 'copy',
    swap: 'leaf',
    attempt(act, arena, i) {
      act('copy', { source: leaf, destination: `calm/leaf-${i}` });
      return got(arena, `leaf-${i}`);
    },
  },
  {
    name: 'move',
    swap: 'leaf',
    attempt(act, arena, i) {
      awaitLeaf(arena);
      act('move', { source: leaf, destination: `calm/leaf-moved-${i}` });
      return got(arena, `leaf-moved-${i}`);
    },
  },
  {
    name: 'delete',
    swap: 'leaf',
    attempt: (act) => act('remove', { path: leaf, recursive: true }),
    damage: leafChanged,
  },
];

/** Swaps a folder for a link, or the file itself; the files are at `maze` below that folder. */
export const swapped = (maze: string): readonly Scenario[] => [
  ...throughFolder('parent', `field/d/${maze}`),
  ...fromAbove,
  ...throughLeaf,
];

/** Swaps the target of a link to the folder. */
export const retargeted = (maze: string): readonly Scenario[] => throughFolder('retarget', `field/l/${maze}`);

/** The swapped folder is a root itself, inside another one. Paths are absolute: relative ones could mean either. */
export const nested: readonly Scenario[] = [
  {
    name: 'move into a root',
    swap: 'root',
    prepare(arena, attempts) {
      for (let i = 0; i < attempts; i++) fs.writeFileSync(path.join(arena.calm, `in-${i}`), 'plain');
    },
    attempt: (act, arena, i) =>
      act('move', { source: path.join(arena.calm, `in-${i}`), destination: path.join(arena.field, `in-${i}`) }),
    damage: outsideHas('in'),
  },
  {
    name: 'move a folder into a root',
    swap: 'root',
    prepare(arena, attempts) {
      for (let i = 0; i < attempts; i++) fs.mkdirSync(path.join(arena.calm, `folder-${i}`));
    },
    attempt: (act, arena, i) =>
      act('move', { source: path.join(arena.calm, `folder-${i}`), destination: path.join(arena.field, `folder-${i}`) }),
    damage: outsideHas('folder'),
  },
  {
    name: 'create in a root',
    swap: 'root',
    attempt: (act, arena, i) =>
      act('write', { path: path.join(arena.field, `new-${i}`), content: 'plain', mode: 'create' }),
    damage: outsideHas('new'),
  },
  {
    name: 'read in a root',
    swap: 'root',
    attempt: (act, arena) => act('readText', { path: path.join(arena.field, 'leaf.txt'), lineNumbers: false, budget }),
  },
];
