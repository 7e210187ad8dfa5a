import type { ErrorCode } from '@mcp-reference/kit';
import type { World } from './world.ts';

/** The expected answer. */
export type Expectation =
  /** The text of a file, exactly. */
  | { body: string }
  /** A success that says this. */
  | { says: RegExp }
  | { refused: ErrorCode }
  /** Any answer that reveals nothing about what is outside. */
  | 'harmless';

export interface ToolCall {
  tool: string;
  args: Record<string, unknown>;
  expected: Expectation;
  /** Calls a server with a short time limit: the call would take hours. */
  hurried?: true;
}

export interface Case {
  /** Its number in the list of hostile cases that the suite keeps (1-132), with a letter where one number is several. */
  n: string;
  what: string;
  /** Why it cannot be executed here; undefined where it can. */
  leftOut?: string | undefined;
  /** Adds to the root what the case is about; may return how to end what it started. */
  setUp?(world: World): void | (() => void) | Promise<() => void>;
  calls(world: World): ToolCall[];
  /** Checks the root afterwards. */
  after?(world: World): void;
}

type Args = Record<string, unknown>;

/** The file is read, and has exactly this text. */
export const reads = (path: string, body: string): ToolCall => ({
  tool: 'read_text_file',
  args: { path },
  expected: { body },
});

export const succeeds = (tool: string, args: Args, says: RegExp): ToolCall => ({ tool, args, expected: { says } });

export const refused = (code: ErrorCode, tool: string, args: Args): ToolCall => ({
  tool,
  args,
  expected: { refused: code },
});

export const harmless = (tool: string, args: Args): ToolCall => ({ tool, args, expected: 'harmless' });

/** Every way to get at the content of a file, all refused. */
export const noWayToRead = (path: string, code: ErrorCode): ToolCall[] => [
  refused(code, 'read_text_file', { path }),
  refused(code, 'read_text_file', { path, offset: 0, length: 5, encoding: 'latin1' }),
  refused(code, 'read_file', { path, head: 1 }),
  refused(code, 'read_media_file', { path }),
  succeeds('read_multiple_files', { paths: [path, 'ok.txt'] }, /not read\][^]*fine/),
  refused(code, 'compare_files', { path, otherPath: 'ok.txt' }),
  refused(code, 'compare_files', { path: 'ok.txt', otherPath: path }),
  refused(code, 'search_text', { path, pattern: 'TOP' }),
  refused(code, 'edit_file', { path, edits: [{ oldText: 'of', newText: 'off' }], dryRun: true }),
];

/** Every way to change a file, all refused. */
export const noWayToWrite = (path: string, code: ErrorCode): ToolCall[] => [
  refused(code, 'write_file', { path, content: 'overwritten' }),
  refused(code, 'write_file', { path, content: 'appended', mode: 'append' }),
  refused(code, 'edit_file', { path, edits: [{ oldText: 'of', newText: 'off' }] }),
];

/** Every way to see what is in a folder, all refused. */
export const noWayToList = (path: string, code: ErrorCode): ToolCall[] => [
  refused(code, 'list_directory', { path }),
  refused(code, 'list_directory_with_sizes', { path }),
  refused(code, 'directory_tree', { path }),
  refused(code, 'search_files', { path, pattern: '*' }),
  refused(code, 'search_text', { path, pattern: 'TOP' }),
];

/** Every way to change what is in a folder, all refused. */
export const noWayToChange = (folder: string, code: ErrorCode): ToolCall[] => [
  refused(code, 'write_file', { path: `${folder}/new.txt`, content: 'new' }),
  refused(code, 'write_file', { path: `${folder}/new.txt`, content: 'new', mode: 'create' }),
  refused(code, 'create_directory', { path: `${folder}/new` }),
  refused(code, 'create_directory', { path: `${folder}/new/newer/newest` }),
  refused(code, 'move_file', { source: 'ok.txt', destination: `${folder}/ok.txt` }),
  refused(code, 'move_file', { source: `${folder}/secret.txt`, destination: 'got.txt' }),
  refused(code, 'copy_file', { source: 'ok.txt', destination: `${folder}/ok.txt` }),
  refused(code, 'copy_file', { source: 'sub', destination: `${folder}/sub` }),
  refused(code, 'copy_file', { source: `${folder}/secret.txt`, destination: 'got.txt' }),
  refused(code, 'delete_file', { path: `${folder}/secret.txt` }),
  refused(code, 'delete_file', { path: `${folder}/dir`, recursive: true }),
];

/** Why a case that only Linux has is left out. */
export const onlyLinux = process.platform === 'linux' ? undefined : 'only Linux has it';
export const onlyPosix = process.platform === 'win32' ? 'Windows refuses such names' : undefined;
