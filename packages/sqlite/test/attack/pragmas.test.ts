import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentsOf, makeDatabase, rowsOf, sharedFolder, startShared } from '../start.ts';

const folder = sharedFolder();
const file = makeDatabase(path.join(folder, 'a.db'), 'CREATE TABLE t(a)');
const session = await startShared(['--write', '--no-confirm', file]);
const names = rowsOf(await session.call('query', { sql: 'PRAGMA pragma_list', limit: 1_000 })).flat();

/** Pragmas that only look something up by their argument. */
const lookUps = new Set([
  'foreign_key_check', 'foreign_key_list', 'index_info', 'index_list', 'index_xinfo', 'integrity_check', 'quick_check',
  'table_info', 'table_list', 'table_xinfo',
]); // prettier-ignore

describe('every pragma that SQLite knows', () => {
  test('there are many', () => expect(names.length).toBeGreaterThan(50));

  test.each(names.filter((name) => !lookUps.has(String(name))))(
    '%s cannot be set, in any way of writing it',
    async (given) => {
      const name = String(given);
      const before = contentsOf(folder);
      const forms = [
        `PRAGMA ${name}=1`,
        `PRAGMA ${name}(1)`,
        `pragma/**/main.${name.toUpperCase()} = 1`,
        `PRAGMA "${name}"=1`,
        `PRAGMA [${name}](1)`,
        `PRAGMA \`${name}\`=1`,
        `PRAGMA '${name}'=1`,
        `EXPLAIN PRAGMA ${name}=1`,
        `EXPLAIN QUERY PLAN PRAGMA ${name}(1)`,
        `PRAGMA temp.${name}=1`,
        `\ufeff;-- x\r\n PRAGMA ${name}=1`,
      ];
      for (const sql of forms) {
        for (const tool of ['query', 'execute']) {
          const answer = await session.call(tool, { sql });
          expect([sql, answer.text]).toEqual([sql, expect.stringMatching(/^Refused: /)]);
        }
      }
      expect(contentsOf(folder)).toEqual(before);
    },
  );

  test('those that look something up do', async () => {
    for (const name of lookUps)
      expect(await session.call('query', { sql: `PRAGMA ${name}(t)` })).toMatchObject({ isError: false });
  });
});
