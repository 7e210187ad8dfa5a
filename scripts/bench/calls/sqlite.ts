/** The calls of each scenario for the SQLite servers: the same statements, under each server's names. */
import * as fixture from '../fixtures/sqlite.ts';
import type { JsonObject, ToolCall } from '../types.ts';

type Calls = Readonly<Record<string, ToolCall>>;

const statements: Readonly<Record<string, { sql: (turn: number) => string; check?: string }>> = {
  'sqlite-point': {
    sql: (turn) => `SELECT * FROM line WHERE id = ${((turn * 7919) % 1_000_000) + 1}`,
    check: 'label-',
  },
  'sqlite-fetch': { sql: () => 'SELECT * FROM wide', check: 'value 7 of row 1000' },
  'sqlite-aggregate': {
    sql: () => 'SELECT category, count(*), sum(price), max(price) FROM line GROUP BY category ORDER BY category',
    check: '99',
  },
  // Counts for seconds in one step, so nothing is answered before it ends.
  'sqlite-fairness': {
    sql: () =>
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000000) SELECT count(*) FROM n',
    check: '30000000',
  },
};

/** Returns the statements as calls of a tool that takes one as `argument`. */
export function statementCalls(tool: string, argument: string, more: JsonObject = {}): Calls {
  return Object.fromEntries(
    Object.entries(statements).map(([name, { sql, check }]): [string, ToolCall] => [
      name,
      {
        tool,
        arguments: (_place, turn) => ({ [argument]: sql(turn), ...more }),
        ...(check !== undefined && {
          check: (text: string) => (text.includes(check) ? undefined : `lacks ${check}`),
        }),
      },
    ]),
  );
}

/** Imports the whole file into a new table each time. */
export const importByTool: Calls = {
  'sqlite-import': {
    tool: 'import_data',
    arguments: (place, turn) => ({
      path: fixture.csv(place),
      table_name: `t${turn}`,
      dry_run: false,
      database: fixture.importFile,
    }),
  },
};

export const importByShell: Calls = {
  'sqlite-import': {
    tool: 'sqlite3',
    arguments: (place, turn) => ({
      argv: ['-batch', fixture.importTarget(place), `.import --csv ${fixture.csv(place)} t${turn}`],
    }),
  },
};
