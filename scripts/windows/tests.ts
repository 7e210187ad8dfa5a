/** The test files that run on Windows' Node under Wine: what depends on the system, and what is quick there. */
export const windowsTests: readonly string[] = [
  'packages/kit/test/**/*.test.ts',
  ...['documents', 'edit', 'empty-lines', 'info', 'list', 'organise', 'search-text', 'search', 'undo', 'write'].map(
    (name) => `packages/filesystem/test/${name}.test.ts`,
  ),
  'packages/filesystem/test/text/*.test.ts',
  // Those that need no sqlite3 shell to compare with.
  ...['dialects', 'import-files', 'odd-files', 'opened-file', 'query', 'read-only', 'resources', 'spelling'].map(
    (name) => `packages/sqlite/test/${name}.test.ts`,
  ),
  'packages/sqlite/test/gate/*.test.ts',
];
