import { join } from 'node:path';
import { importByShell, importByTool, statementCalls } from '../calls/sqlite.ts';
import { database, importFile } from '../fixtures/sqlite.ts';
import type { Server } from '../types.ts';
import { filesystemSource } from './filesystem.ts';
import { paged } from './paged.ts';

export const sqliteServers: readonly Server[] = [
  {
    name: 'dbhub',
    family: 'sqlite',
    role: 'reference',
    source: {
      kind: 'npm',
      package: '@bytebase/dbhub',
      version: '1.4.0',
      entry: 'node_modules/@bytebase/dbhub/dist/index.js',
      bin: 'dbhub',
    },
    arguments: (folder) => ['--transport', 'stdio', '--dsn', `sqlite://${database(folder)}`],
    calls: statementCalls('execute_sql', 'sql'),
  },
  {
    name: 'sqlite-npx',
    family: 'sqlite',
    role: 'peer',
    source: {
      kind: 'npm',
      package: 'mcp-server-sqlite-npx',
      version: '0.8.0',
      entry: 'node_modules/mcp-server-sqlite-npx/dist/index.js',
      bin: 'mcp-server-sqlite-npx',
      scripts: true,
    },
    arguments: (folder) => [database(folder)],
    calls: statementCalls('read_query', 'query'),
  },
  {
    name: 'our-sqlite',
    family: 'sqlite',
    role: 'ours',
    source: { kind: 'workspace', folder: 'packages/sqlite', entry: 'dist/main.mjs', bin: 'mcp-server-sqlite' },
    // The others have no output limit. For the same work, ours gets one large page.
    arguments: (folder) => [
      '--max-output',
      '1000000',
      '--db-path',
      join(folder, 'own', 'our-sqlite', importFile),
      database(folder),
      folder,
    ],
    calls: paged({ ...statementCalls('query', 'sql', { limit: 10_000, database: 'shop.db' }), ...importByTool }),
  },
  {
    name: 'null-sqlite',
    family: 'sqlite',
    role: 'floor',
    source: { kind: 'file', entry: 'null-sqlite.mjs' },
    arguments: (folder) => [database(folder)],
    calls: statementCalls('query', 'sql'),
  },
  {
    name: 'sqlite3',
    family: 'sqlite',
    role: 'floor',
    runtime: 'binary',
    source: { kind: 'system', entry: 'sqlite3' },
    calls: importByShell,
  },
  {
    name: 'our-files',
    family: 'sqlite',
    role: 'floor',
    source: filesystemSource,
    arguments: (folder) => [folder],
    calls: {},
  },
];
