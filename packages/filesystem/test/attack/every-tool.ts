type Args = Record<string, unknown>;

/**
 * Every tool with `p` in every place where it takes a path. `ok.txt` is a file and `sub` a folder, as in the worlds of
 * the matrix; `a.zip` need not be there.
 */
export const callsWith = (p: string): [tool: string, args: Args][] => [
  ['read_text_file', { path: p }],
  ['read_file', { path: p }],
  ['read_media_file', { path: p }],
  ['read_multiple_files', { paths: [p] }],
  ['write_file', { path: p, content: 'x' }],
  ['write_file', { path: p, content: 'x', mode: 'append' }],
  ['write_file', { path: `${p}/new.txt`, content: 'x', mode: 'create' }],
  ['write_multiple_files', { files: [{ path: p, content: 'x' }] }],
  ['write_multiple_files', { files: [{ path: `${p}/new/x.txt`, content: 'x' }] }],
  ['edit_file', { path: p, edits: [{ oldText: 'of', newText: 'off' }] }],
  ['replace_text', { path: p, pattern: 'of', replacement: 'off', dryRun: false }],
  ['compare_files', { path: p, otherPath: 'ok.txt' }],
  ['compare_files', { path: 'ok.txt', otherPath: p }],
  ['create_directory', { path: `${p}/new` }],
  ['list_directory', { path: p }],
  ['list_directory_with_sizes', { path: p }],
  ['directory_tree', { path: p }],
  ['move_file', { source: p, destination: 'got' }],
  ['move_file', { source: 'ok.txt', destination: `${p}/moved` }],
  ['move_multiple_files', { moves: [{ source: p, destination: 'got' }] }],
  ['move_multiple_files', { moves: [{ source: 'ok.txt', destination: `${p}/moved` }] }],
  ['copy_file', { source: p, destination: 'got' }],
  ['copy_file', { source: 'ok.txt', destination: `${p}/copied` }],
  ['delete_path', { path: p, recursive: true }],
  ['search_files', { path: p, pattern: '*' }],
  ['search_text', { path: p, pattern: 'of' }],
  ['get_file_info', { path: p, hash: true }],
  ['disk_usage', { path: p }],
  ['find_duplicates', { path: p }],
  ['find_empty', { path: p }],
  ['create_archive', { source: [p], destination: 'got.zip' }],
  ['create_archive', { source: ['ok.txt'], destination: `${p}/new.zip` }],
  ['list_archive', { path: p }],
  ['extract_archive', { path: p, destination: 'got' }],
  ['extract_archive', { path: 'a.zip', destination: p }],
];

/** The tools that take no path. */
export const pathless = ['list_allowed_directories', 'undo'];
