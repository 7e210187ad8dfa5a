import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Stop } from './stop.ts';

/** A made-up harvest of three years. The server imports it, so the tour needs no database driver. */
const harvest = [
  'bed,plant,kg,picked',
  ...Array.from({ length: 240 }, (_, n) => {
    const [bed, plant] = [1 + (n % 6), ['radish', 'pea', 'tomato', 'bean'][n % 4]];
    const picked = `${2024 + (n % 3)}-${String(5 + (n % 5)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`;
    return `${bed},${plant},${(0.4 + ((n * 37) % 50) / 20).toFixed(2)},${picked}`;
  }),
].join('\n');

export const sqlite: Stop = {
  name: 'sqlite',
  title: 'SQLite',
  prepare(folder) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'harvest.csv'), harvest);
    return ['--db-path', path.join(folder, 'garden.db'), '--undo', '--timeout', '3', folder];
  },
  calls: [
    {
      tool: 'execute',
      args: {
        sql: 'CREATE TABLE bed(id INTEGER PRIMARY KEY); CREATE TABLE harvest(bed INTEGER NOT NULL REFERENCES bed ON DELETE CASCADE, plant TEXT NOT NULL, kg REAL, picked TEXT); INSERT INTO bed VALUES (1),(2),(3),(4),(5),(6)',
      },
    },
    { tool: 'import_data', args: { path: 'harvest.csv', table_name: 'harvest', dry_run: false } },
    {
      why: 'A question with a parameter. A row is a line; types stay visible.',
      tool: 'query',
      args: {
        sql: 'SELECT plant, sum(kg) AS kg FROM harvest WHERE picked >= :since GROUP BY plant',
        params: { since: '2025-01-01' },
      },
    },
    {
      why: 'How it is found, and an index that was tried and helps.',
      tool: 'explain',
      args: { sql: "SELECT * FROM harvest WHERE plant = 'pea'" },
      only: /^(- |With)/,
    },
    {
      why: 'A query that never ends is ended, and the next one is answered.',
      tool: 'query',
      args: { sql: 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c' },
      expectError: true,
    },
    {
      why: 'Nothing leads out of the database.',
      tool: 'query',
      args: { sql: "/* just looking */ ATTACH '/etc/secrets.db' AS s" },
      expectError: true,
    },
    {
      why: 'What takes much away is asked first, with the counts, also of what goes with it …',
      tool: 'execute',
      args: { sql: 'DELETE FROM bed' },
      only: /^\[/,
    },
    { why: '… and can be taken back.', tool: 'undo_write', args: {} },
  ],
  configure: () => [path.join(os.homedir(), 'Documents', 'example.db')],
};
