import { query } from './query.ts';

/** Loads an operation with its first call: most engines never do more than query. */
function whenCalled<M, K extends keyof M>(load: () => Promise<M>, name: K): M[K] {
  const run = async (...given: unknown[]): Promise<unknown> =>
    ((await load())[name] as (...given: unknown[]) => unknown)(...given);
  return run as M[K];
}

const schema = () => import('./schema.ts');

/** All that an engine can do: a process that holds one database open, and touches files through the sandbox. */
export const operations = {
  backup: whenCalled(() => import('./backup.ts'), 'backup'),
  chart: whenCalled(() => import('./chart.ts'), 'chart'),
  create: whenCalled(() => import('./create.ts'), 'create'),
  createDatabase: whenCalled(() => import('./create.ts'), 'createDatabase'),
  describeOne: whenCalled(schema, 'describeOne'),
  describeSchema: whenCalled(schema, 'describeSchema'),
  diagram: whenCalled(schema, 'diagram'),
  execute: whenCalled(() => import('./execute.ts'), 'execute'),
  explain: whenCalled(() => import('./explain.ts'), 'explain'),
  exportData: whenCalled(() => import('./export-data.ts'), 'exportData'),
  findDatabases: whenCalled(() => import('./find.ts'), 'findDatabases'),
  importData: whenCalled(() => import('./import-data.ts'), 'importData'),
  listTables: whenCalled(schema, 'listTables'),
  maintain: whenCalled(() => import('./maintain.ts'), 'maintain'),
  names: whenCalled(schema, 'names'),
  place: whenCalled(() => import('./places.ts'), 'place'),
  profile: whenCalled(() => import('./profile.ts'), 'profile'),
  query,
  readFile: whenCalled(() => import('./read-file.ts'), 'readFile'),
  restore: whenCalled(() => import('./restore.ts'), 'restore'),
  search: whenCalled(() => import('./search.ts'), 'search'),
  undo: whenCalled(() => import('./undo.ts'), 'undo'),
  version: whenCalled(schema, 'version'),
};

export type EngineOperations = typeof operations;
