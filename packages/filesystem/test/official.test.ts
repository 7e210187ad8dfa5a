import { describe, expect, test } from 'vitest';
import { sharedBox, startShared } from './fixtures.ts';

/**
 * The tools of @modelcontextprotocol/server-filesystem 2026.8.31, as its source states it: every argument,
 * and which of them have to be given.
 */
const official: Record<string, Record<string, { type: string; required?: true; enum?: readonly string[] }>> = {
  read_file: { path: { type: 'string', required: true }, head: { type: 'number' }, tail: { type: 'number' } },
  read_text_file: { path: { type: 'string', required: true }, head: { type: 'number' }, tail: { type: 'number' } },
  read_media_file: { path: { type: 'string', required: true } },
  read_multiple_files: { paths: { type: 'array', required: true } },
  write_file: { path: { type: 'string', required: true }, content: { type: 'string', required: true } },
  edit_file: {
    path: { type: 'string', required: true },
    edits: { type: 'array', required: true },
    dryRun: { type: 'boolean' },
  },
  create_directory: { path: { type: 'string', required: true } },
  list_directory: { path: { type: 'string', required: true } },
  list_directory_with_sizes: {
    path: { type: 'string', required: true },
    sortBy: { type: 'string', enum: ['name', 'size'] },
  },
  directory_tree: { path: { type: 'string', required: true }, excludePatterns: { type: 'array' } },
  move_file: { source: { type: 'string', required: true }, destination: { type: 'string', required: true } },
  search_files: {
    path: { type: 'string', required: true },
    pattern: { type: 'string', required: true },
    excludePatterns: { type: 'array' },
  },
  get_file_info: { path: { type: 'string', required: true } },
  list_allowed_directories: {},
};

/** The difference of the same call here. */
interface Difference {
  what: string;
  tool: string;
  args: Record<string, unknown>;
  /** Of the answer's text. */
  here: RegExp;
  /** True if the call is refused here. */
  refused?: true;
}

/** The differences for someone who switches. The README's list is this one. */
export const differences: readonly Difference[] = [
  {
    what: 'An unknown argument is an error, not ignored.',
    tool: 'get_file_info',
    args: { path: 'a.txt', follow: true },
    here: /Unknown argument "follow"/,
    refused: true,
  },
  {
    what: 'head and tail are whole numbers of 1 or more.',
    tool: 'read_text_file',
    args: { path: 'a.txt', head: 0 },
    here: /"head"/,
    refused: true,
  },
  {
    what: 'A final line end begins no further line: the last line of a file is its last line.',
    tool: 'read_text_file',
    args: { path: 'a.txt', tail: 1 },
    here: /\nthree\n$/,
  },
  {
    what: 'A text comes under one line that tells what it is.',
    tool: 'read_text_file',
    args: { path: 'a.txt' },
    here: /^\[a\.txt: 3 lines, 14 B, hash [0-9a-f]{16}\]\none\n/,
  },
  {
    what: 'A text is sent once, as content, and not again as structured content.',
    tool: 'read_file',
    args: { path: 'a.txt' },
    here: /^\[a\.txt/,
  },
  {
    what: 'A file that is not text is refused instead of mangled.',
    tool: 'read_text_file',
    args: { path: 'binary.bin' },
    here: /not text.*read_media_file/,
    refused: true,
  },
  {
    what: 'The type of an image or sound is detected by its content.',
    tool: 'read_media_file',
    args: { path: 'text.png' },
    here: /^$/,
  },
  {
    what: 'Several files come as one block each, after one that names the mark of their headers.',
    tool: 'read_multiple_files',
    args: { paths: ['a.txt', 'none.txt'] },
    here: /none\.txt: not read\]/,
  },
  {
    what: 'oldText that is not there exactly once is refused; whitespace is never guessed.',
    tool: 'edit_file',
    args: { path: 'a.txt', edits: [{ oldText: 'e', newText: 'E' }] },
    here: /is there 3 times/,
    refused: true,
  },
  {
    what: 'An edit of nothing is refused.',
    tool: 'edit_file',
    args: { path: 'a.txt', edits: [] },
    here: /"edits"/,
    refused: true,
  },
  {
    what: 'A folder is "name/", a link "name -> target"; long lists come in pages.',
    tool: 'list_directory',
    args: { path: '.' },
    here: /^\[\d+ entries\]\n/,
  },
  {
    what: 'The tree is indented text, without what .gitignore names.',
    tool: 'directory_tree',
    args: { path: '.' },
    here: /^\[\d+ lines?; .*\]\n/,
  },
  {
    what: 'A pattern without "/" is matched against names at any depth.',
    tool: 'search_files',
    args: { path: '.', pattern: '*.md' },
    here: /sub\/deep\/b\.md/,
  },
  {
    what: 'A pattern without wildcards is a part of a name.',
    tool: 'search_files',
    args: { path: '.', pattern: 'eep' },
    here: /sub\/deep\//,
  },
  {
    what: 'Found paths begin with the folder that was searched, as the call spelled it.',
    tool: 'search_files',
    args: { path: 'sub', pattern: '**/*.md' },
    here: /\nsub\/deep\/b\.md$/,
  },
  { what: 'Links are described, not followed.', tool: 'get_file_info', args: { path: '.' }, here: /^type: directory/ },
  {
    what: 'A relative path is relative to the allowed folders, not to where the server was started.',
    tool: 'read_text_file',
    args: { path: 'sub/deep/b.md' },
    here: /# b/,
  },
  { what: 'An empty path is refused.', tool: 'list_directory', args: { path: '' }, here: /empty/, refused: true },
];

const { folder, put } = sharedBox();
put('a.txt', 'one\ntwo\nthree\n');
put('binary.bin', Buffer.of(0, 1, 2, 255));
put('text.png', 'no image');
put('sub/deep/b.md', '# b\n');
const server = await startShared([folder]);
const tools = new Map((await server.listTools()).map((tool) => [tool.name, tool]));

interface Schema {
  type?: string;
  enum?: readonly string[];
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
}

/** The input schema of one of our tools. */
function schemaOf(tool: string): Schema {
  const schema = tools.get(tool)?.['inputSchema'];
  if (typeof schema !== 'object' || schema === null) throw new Error(`There is no ${tool}.`);
  return schema;
}

describe('the tools of the official server', () => {
  test('all 14 are there', () => {
    expect(Object.keys(official)).toHaveLength(14);
    expect([...tools.keys()]).toEqual(expect.arrayContaining(Object.keys(official)));
  });

  test.each(Object.entries(official))('%s takes the same arguments, and needs no others', (name, args) => {
    const { properties = {}, required = [] } = schemaOf(name);
    for (const [argument, { type, enum: choices, required: isRequired }] of Object.entries(args)) {
      const ours = properties[argument];
      // Every integer is a number; see the differences.
      expect(ours?.type === 'integer' ? 'number' : ours?.type, argument).toBe(type);
      if (choices) expect(ours?.enum).toEqual(expect.arrayContaining([...choices]));
      expect(required.includes(argument), `${argument} required`).toBe(isRequired === true);
    }
    expect(required.filter((argument) => !(argument in args))).toEqual([]);
  });

  test('an edit is made of oldText and newText', () => {
    const items = schemaOf('edit_file').properties?.['edits']?.items;
    expect(['oldText', 'newText']).toEqual(expect.arrayContaining([...(items?.required ?? [])]));
    expect(items?.properties).toMatchObject({ oldText: { type: 'string' }, newText: { type: 'string' } });
  });

  test('the defaults are the same', () => {
    const defaultOf = (tool: string, argument: string) => schemaOf(tool).properties?.[argument]?.default;
    expect([
      defaultOf('edit_file', 'dryRun'),
      defaultOf('list_directory_with_sizes', 'sortBy'),
      defaultOf('search_files', 'excludePatterns'),
      defaultOf('directory_tree', 'excludePatterns'),
    ]).toEqual([false, 'name', [], []]);
  });

  test('the hints agree: what reads only there does so here', () => {
    const reads = new Set([
      'read_file',
      'read_text_file',
      'read_media_file',
      'read_multiple_files',
      'list_directory',
      'list_directory_with_sizes',
      'directory_tree',
      'search_files',
      'get_file_info',
      'list_allowed_directories',
    ]);
    for (const name of Object.keys(official))
      expect(tools.get(name)?.['annotations'], name).toMatchObject({ readOnlyHint: reads.has(name) });
  });

  test.each<[string, Record<string, unknown>]>([
    ['read_file', { path: 'a.txt', head: 1 }],
    ['read_text_file', { path: 'a.txt', tail: 1 }],
    ['read_media_file', { path: 'text.png' }],
    ['read_multiple_files', { paths: ['a.txt'] }],
    ['write_file', { path: 'written.txt', content: 'text' }],
    ['edit_file', { path: 'written.txt', edits: [{ oldText: 'text', newText: 'new' }], dryRun: true }],
    ['create_directory', { path: 'made/below' }],
    ['list_directory', { path: '.' }],
    ['list_directory_with_sizes', { path: '.', sortBy: 'size' }],
    ['directory_tree', { path: '.', excludePatterns: ['sub'] }],
    ['move_file', { source: 'written.txt', destination: 'made/written.txt' }],
    ['search_files', { path: '.', pattern: '*.txt', excludePatterns: ['sub'] }],
    ['get_file_info', { path: 'a.txt' }],
    ['list_allowed_directories', {}],
  ])('%s works when called as there', async (name, args) => {
    expect(await server.call(name, args)).toMatchObject({ isError: false });
  });
});

describe('the differences', () => {
  test.each(differences)('$what', async ({ tool, args, here, refused }) => {
    const answer = await server.call(tool, args);
    expect(answer.isError).toBe(refused === true);
    expect(answer.text).toMatch(here);
    if (tool === 'read_file') expect(answer.structured).toBeUndefined();
    if (tool === 'read_media_file')
      expect(answer.content).toMatchObject([{ type: 'resource', resource: { mimeType: 'text/plain' } }]);
    if (tool === 'read_multiple_files') expect(answer.content).toHaveLength(3);
  });
});
