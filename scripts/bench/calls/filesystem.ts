/** The calls of each scenario for the official filesystem server, for ours (same names), and for the floor. */
import { join } from 'node:path';
import * as fixture from '../fixtures/filesystem.ts';
import { line, text } from '../fixtures/text.ts';
import type { Place } from '../scratch.ts';
import type { ToolCall } from '../types.ts';

type Calls = Readonly<Record<string, ToolCall>>;

function holds(...needed: readonly string[]): (answer: string) => string | undefined {
  return (answer) => {
    const lacking = needed.find((text) => !answer.includes(text));
    return lacking === undefined ? undefined : `lacks ${lacking}`;
  };
}

const excluded = ['node_modules', '.git'];
const foundAll = (answer: string) =>
  holds(fixture.lastTarget)(answer) ??
  (excluded.some((name) => answer.includes(join(name, ' ').trim())) ? 'finds what is excluded' : undefined);

const edit = (turn: number) => ({
  oldText: fixture.states[turn % 2] ?? '',
  newText: fixture.states[(turn + 1) % 2] ?? '',
});
const content = (turn: number) => text(turn, 1_000).text;

/** The tool names and arguments of the official server. */
export const official: Calls = {
  'read-small': {
    tool: 'read_text_file',
    arguments: (place) => ({ path: fixture.small(place) }),
    check: holds(line(40)),
  },
  'list-10k': {
    tool: 'list_directory',
    arguments: (place) => ({ path: fixture.list(place) }),
    check: holds('f09999.txt'),
  },
  'tree-20k': {
    tool: 'directory_tree',
    arguments: (place) => ({ path: fixture.tree(place) }),
    check: holds('file-19999.ts'),
  },
  'find-100k': {
    tool: 'search_files',
    arguments: (place) => ({
      path: fixture.many(place),
      pattern: '**/*target*',
      excludePatterns: excluded.map((name) => `**/${name}`),
    }),
    check: foundAll,
  },
  'edit-1mb': {
    tool: 'edit_file',
    arguments: (place, turn) => ({ path: fixture.editable(place), edits: [edit(turn)] }),
  },
  'read-200': {
    tool: 'read_multiple_files',
    arguments: (place) => ({ paths: fixture.multi(place) }),
    check: holds(fixture.lastLineOfMulti),
  },
  'write-small': {
    tool: 'write_file',
    arguments: (place, turn) => ({ path: fixture.writable(place, turn), content: content(turn) }),
  },
  'head-200mb': {
    tool: 'read_text_file',
    arguments: (place) => ({ path: fixture.mb200(place), head: 100 }),
    check: holds(line(99)),
  },
  'tail-200mb': {
    tool: 'read_text_file',
    arguments: (place) => ({ path: fixture.mb200(place), tail: 100 }),
    check: holds(fixture.lastLineOfMb200),
  },
  'read-10mb': {
    tool: 'read_text_file',
    arguments: (place) => ({ path: fixture.mb10(place) }),
    check: holds(fixture.lastLineOfMb10),
  },
};

const searchText: ToolCall = {
  tool: 'search_text',
  arguments: (place) => ({ path: fixture.many(place), pattern: fixture.needle, literal: true, gitignore: false }),
  check: holds(...fixture.needlePaths),
};

/** Tools of our server beyond the official names. */
export const ownCalls: Calls = {
  'grep-100k': searchText,
  fairness: searchText,
  // The official tools answer everything in one response, so ours are asked to as well.
  'list-10k': {
    tool: 'list_directory',
    arguments: (place) => ({ path: fixture.list(place), limit: 10_000 }),
    check: holds('f09999.txt'),
  },
  'tree-20k': {
    tool: 'directory_tree',
    arguments: (place) => ({ path: fixture.tree(place), limit: 50_000, gitignore: false }),
    check: holds('file-19999.ts'),
  },
};

/** All files, including hidden ones and node_modules: the same work as `search_text`. */
export const ripgrep: Calls = {
  'grep-100k': {
    tool: 'rg',
    arguments: (place) => ({
      argv: ['--no-ignore', '--hidden', '--line-number', '--fixed-strings', fixture.needle, fixture.many(place)],
    }),
    check: holds(...fixture.needlePaths),
  },
};

// The floor accepts the official arguments and uses synchronous calls in null-server.mjs.
const floorOperations: Readonly<Record<string, string>> = {
  'read-small': 'read',
  'list-10k': 'list',
  'tree-20k': 'tree',
  'find-100k': 'find',
  'edit-1mb': 'edit',
  'read-200': 'readMany',
  // The official server replaces files, too.
  'write-small': 'replace',
  'head-200mb': 'head',
  'tail-200mb': 'tail',
  'read-10mb': 'read',
};

const floorArguments: Readonly<Record<string, (place: Place, turn: number) => Readonly<Record<string, unknown>>>> = {
  'find-100k': (place) => ({ path: fixture.many(place), part: 'target', excluded }),
  'edit-1mb': (place, turn) => ({ path: fixture.editable(place), ...edit(turn) }),
};

export const floor: Calls = Object.fromEntries(
  Object.entries(official).map(([name, call]): [string, ToolCall] => {
    const tool = floorOperations[name] ?? name;
    return [name, { ...call, tool, arguments: floorArguments[name] ?? call.arguments }];
  }),
);

/** The steps of the ladder between the floor and our server, for the rows that it explains. */
export const ladder: Calls = Object.fromEntries(
  Object.entries(floor).filter(([name]) => ['read-small', 'read-200', 'write-small'].includes(name)),
);

/** Returns the long call of `fairness` for servers without text search. */
export function fairnessByFind(calls: Calls): Calls {
  const find = calls['find-100k'];
  return find ? { ...calls, fairness: find } : calls;
}
