import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, makeDatabase, program, rowsOf, sharedFolder, start, startShared } from './start.ts';

const folder = sharedFolder();
const file = makeDatabase(
  path.join(folder, 'shop.db'),
  `CREATE TABLE sale(id INTEGER PRIMARY KEY, plant TEXT, kg REAL);
  INSERT INTO sale(plant, kg) VALUES ('pea', 1.5), ('pea', 2.5), ('bean', 4)`,
);
const metadata = (name: string, queries: Record<string, unknown>, database = 'shop') => {
  const target = path.join(folder, name);
  fs.writeFileSync(target, JSON.stringify({ databases: { [database]: { queries } } }));
  return target;
};
const saved = metadata('saved.json', {
  'kg-by-plant': 'SELECT plant, sum(kg) AS kg FROM sale GROUP BY plant ORDER BY plant',
  'Sales of a plant': {
    sql: 'SELECT id, kg FROM sale WHERE plant = :plant AND kg > $least ORDER BY id',
    title: 'Sales of a plant',
    description: 'List the sales of one plant.',
    params: { plant: 'Name of the plant.', least: 'Kilograms, at least.' },
  },
  query: 'SELECT count(*) FROM sale',
  rename: { sql: 'UPDATE sale SET plant = :to WHERE plant = :from', write: true, params: ['to', 'from'] },
  purge: { sql: 'DELETE FROM sale', write: true },
});
const session = startShared(['--write', '--metadata', saved, file]);

describe('saved queries', () => {
  test('are tools with their variables as arguments', async () => {
    const tools = await (await session).listTools();
    const tool = tools.find(({ name }) => name === 'sales_of_a_plant');
    expect(tool).toMatchObject({
      title: 'Sales of a plant',
      description: 'List the sales of one plant.',
      annotations: { readOnlyHint: true },
      inputSchema: { properties: { plant: { description: 'Name of the plant.' } } },
    });
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['kg_by_plant', 'shop_query', 'rename', 'purge', 'query']),
    );
  });

  test('answer what the query answers', async () => {
    const { call } = await session;
    expect(rowsOf(await call('kg_by_plant'))).toEqual(
      ask(file, 'SELECT plant, sum(kg) FROM sale GROUP BY 1 ORDER BY 1'),
    );
    expect(rowsOf(await call('sales_of_a_plant', { plant: 'pea', least: 2 }))).toEqual([[2, 2.5]]);
    expect(rowsOf(await call('shop_query'))).toEqual([[3]]);
  });

  test('bind their arguments, which are never part of the SQL', async () => {
    const { call } = await session;
    expect(rowsOf(await call('sales_of_a_plant', { plant: `pea' OR 1 = 1 --`, least: 0 }))).toEqual([]);
    expect((await call('sales_of_a_plant', { plant: 'pea' })).text).toContain('least');
  });

  test('have pages like any other result', async () => {
    const { call } = await session;
    const first = await call('sales_of_a_plant', { plant: 'pea', least: 0, limit: 1 });
    expect(first.text).toContain('query continues with cursor');
    const cursor = /cursor (\w+)/.exec(first.text)?.[1];
    expect(rowsOf(await call('query', { cursor }))).toEqual([[2, 2.5]]);
  });

  test('that write follow the rules of writes', async () => {
    const { call } = await session;
    expect((await call('rename', { to: 'broad bean', from: 'bean' })).text).toContain('1 row changed');
    expect(ask(file, `SELECT count(*) FROM sale WHERE plant = 'broad bean'`)).toEqual([[1]]);
    expect((await call('purge')).text).toContain("needs the user's approval");
    expect(ask(file, 'SELECT count(*) FROM sale')).toEqual([[3]]);
  });

  test('that write are not offered to a server that reads', async () => {
    const reading = await start(['--metadata', saved, file]);
    const names = (await reading.listTools()).map(({ name }) => name);
    expect(names).toContain('kg_by_plant');
    expect(names).not.toContain('purge');
  });

  test('a saved query cannot write without saying so', async () => {
    const sneaky = metadata('sneaky.json', { look: 'DELETE FROM sale' });
    const { call } = await start(['--write', '--metadata', sneaky, file]);
    expect(await call('look')).toMatchObject({ isError: true, code: 'denied' });
    expect(ask(file, 'SELECT count(*) FROM sale')).toEqual([[3]]);
  });

  test.each<[string, Record<string, unknown>, string, string]>([
    ['two statements', { q: 'SELECT 1; SELECT 2' }, 'shop', 'must be one statement'],
    ['variables without names', { q: 'SELECT ?' }, 'shop', 'with names for its variables, such as :id instead of ?'],
    ['a database that is not open', { q: 'SELECT 1' }, 'other', 'which is not open'],
    ['a query without SQL', { q: { title: 'x' } }, 'shop', 'cannot be used'],
    ['a name without letters', { '!!': 'SELECT 1', '??': 'SELECT 2' }, 'shop', 'needs another name'],
  ])('%s stops the start', (_what, queries, database, message) => {
    const bad = metadata('bad.json', queries, database);
    const { status, stderr } = spawnSync(process.execPath, [program, '--metadata', bad, file], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
