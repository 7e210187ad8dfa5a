/** The test files that run on Windows' Node under Wine: what depends on the system, and what is quick there. */
export const windowsTests: readonly string[] = [
  'packages/kit/test/**/*.test.ts',
  ...['documents', 'edit', 'empty-lines', 'info', 'list', 'organise', 'search-text', 'search'].map(
    (name) => `packages/filesystem/test/${name}.test.ts`,
  ),
  'packages/filesystem/test/text/*.test.ts',
  ...['query', 'write', 'import', 'export', 'effects', 'names', 'manage', 'opened-file', 'spelling', 'errors'].map(
    (name) => `packages/sqlite/test/${name}.test.ts`,
  ),
  'packages/sqlite/test/gate/*.test.ts',
];
