import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Stop } from './stop.ts';

/** The harvest of three years, made up. The server reads it into a database, so that the tour needs no driver of its own. */
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
  title: 'SQLite: ask and change databases, with every query stoppable and every change shown first',
  prepare(folder) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'harvest.csv'), harvest);
    return ['--db-path', path.join(folder, 'garden.db'), '--undo', '--timeout', '3', folder];
  },
  calls: [
    {
      why: 'Tables, in one transaction.',
      tool: 'execute',
      args: {
        sql: 'CREATE TABLE bed(id INTEGER PRIMARY KEY, soil TEXT NOT NULL); CREATE TABLE harvest(bed INTEGER NOT NULL REFERENCES bed ON DELETE CASCADE, plant TEXT NOT NULL, kg REAL, picked TEXT)',
      },
    },
    {
      why: 'One statement, many sets of values.',
      tool: 'execute',
      args: {
        sql: 'INSERT INTO bed VALUES(?, ?)',
        params_list: [
          [1, 'loam'],
          [2, 'sand'],
          [3, 'clay'],
          [4, 'loam'],
          [5, 'peat'],
          [6, 'sand'],
        ],
      },
    },
    {
      why: 'A file: first what would become of it.',
      tool: 'import_data',
      args: { path: 'harvest.csv', table_name: 'harvest' },
    },
    {
      why: 'Then for good.',
      tool: 'import_data',
      args: { path: 'harvest.csv', table_name: 'harvest', dry_run: false },
    },
    { why: 'All that there is, in one call.', tool: 'describe_schema', args: {} },
    {
      why: 'A question, with a parameter; each row is one line.',
      tool: 'query',
      args: {
        sql: 'SELECT plant, count(*) AS times, sum(kg) AS kg FROM harvest WHERE picked >= :since GROUP BY plant ORDER BY kg DESC',
        params: { since: '2025-01-01' },
      },
    },
    {
      why: 'How it is found, and which index was tried and helps.',
      tool: 'explain',
      args: { sql: "SELECT * FROM harvest WHERE plant = 'pea' ORDER BY picked" },
    },
    {
      why: 'A query that never ends is ended; the next one is answered.',
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
      why: 'What a change would take with it.',
      tool: 'execute',
      args: { sql: 'DELETE FROM bed WHERE id = 3', dry_run: true },
    },
    { why: 'What cannot be undone is asked for, with the counts.', tool: 'execute', args: { sql: 'DELETE FROM bed' } },
    { why: 'Unless it can: the server notes what it takes away.', tool: 'undo_write', args: {} },
    {
      why: 'And a picture.',
      tool: 'chart',
      args: { sql: 'SELECT plant, sum(kg) AS kg FROM harvest GROUP BY plant' },
    },
  ],
  configure: () => [path.join(os.homedir(), 'Documents', 'example.db')],
};
