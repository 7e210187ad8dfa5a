import { backup } from './backup.ts';
import { chart } from './chart.ts';
import { create, createDatabase } from './create.ts';
import { execute } from './execute.ts';
import { explain } from './explain.ts';
import { exportData } from './export-data.ts';
import { findDatabases } from './find.ts';
import { importData } from './import-data.ts';
import { maintain } from './maintain.ts';
import { place } from './places.ts';
import { profile } from './profile.ts';
import { query } from './query.ts';
import { readFile } from './read-file.ts';
import { describeOne, describeSchema, diagram, listTables, names, version } from './schema.ts';
import { restore } from './restore.ts';
import { search } from './search.ts';
import { undo } from './undo.ts';

/** All that an engine can do: a process that holds one database open, and touches files through the sandbox. */
export const operations = {
  backup,
  chart,
  create,
  createDatabase,
  describeOne,
  describeSchema,
  diagram,
  execute,
  explain,
  exportData,
  findDatabases,
  importData,
  listTables,
  maintain,
  names,
  place,
  profile,
  query,
  readFile,
  restore,
  search,
  undo,
  version,
};

export type EngineOperations = typeof operations;
