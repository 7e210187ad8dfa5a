import path from 'node:path';
import { eras } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { makeChinook } from './chinook.ts';
import { makeDatabase, sharedFolder, start, startShared, temporaryFolder } from './start.ts';

describe.each(eras)('%s era', (era) => {
  const starting = startShared([makeChinook(path.join(sharedFolder(), 'my shop.db'))], { era });

  test('schema, diagram, tables and columns have addresses', async () => {
    const session = await starting;
    expect((await session.listResources()).map(({ uri }) => uri)).toEqual([
      'sqlite://my%20shop.db/schema',
      'sqlite://my%20shop.db/diagram',
      'memo://insights',
    ]);
    const read = async (uri: string) => (await session.readResource(uri))[0]?.text ?? '';
    expect(await read('sqlite://my%20shop.db/schema')).toContain('Album (40 rows)');
    const diagram = await read('sqlite://my%20shop.db/diagram');
    expect(diagram).toMatch(/^erDiagram\n/);
    expect(diagram).toContain('  "Artist" ||--o{ "Album" : "ArtistId"');
    expect(diagram).toContain('    INTEGER InvoiceId PK, FK');
    expect(await read('sqlite://my%20shop.db/table/Artist')).toContain('CREATE TABLE [Artist]');
    expect(await read('sqlite://my%20shop.db/table/Customer/Country')).toContain('"Brazil" x15');
    for (const uri of [
      'sqlite://other.db/schema',
      'sqlite://my%20shop.db/nope',
      'sqlite://my%20shop.db/table/Nope',
      'sqlite://%zz/schema',
    ])
      await expect(session.readResource(uri)).rejects.toThrow(
        /not found|no address|does not exist|no table|-32002|sqlite:/i,
      );
  });

  test('names of databases, tables and columns are completed', async () => {
    const session = await starting;
    const template = 'sqlite://{database}/table/{table}/{column}';
    expect(await session.complete(template, 'database', 'my')).toEqual(['my shop.db']);
    expect(await session.complete(template, 'table', 'inv')).toEqual(['Invoice', 'InvoiceLine']);
    expect(await session.complete(template, 'column', 'cust')).toEqual(['CustomerId']);
    expect((await session.listResourceTemplates()).map(({ uriTemplate }) => uriTemplate)).toContain(template);
  });

  test.each([
    ['the data', 'INSERT INTO Artist VALUES(NULL, NULL)'],
    ['the schema', 'CREATE TABLE fresh(a)'],
  ])('notifies watchers when another program changes %s', async (_what, sql) => {
    const file = makeChinook(path.join(temporaryFolder(), 'my shop.db'));
    const session = await start([file], { era });
    const uri = 'sqlite://my%20shop.db/schema';
    const { changed, stop } = await session.subscribe(uri);
    makeDatabase(file, sql);
    expect(await changed).toBe(uri);
    await stop();
  });
});

test('names of tables are completed in prompts', async () => {
  const session = await start([makeChinook(path.join(temporaryFolder(), 'a.db'))], { era: 'legacy' });
  expect((await session.listPrompts()).map(({ name }) => name)).toEqual(['mcp-demo', 'tune-query', 'check-data']);
  expect(JSON.stringify(await session.getPrompt('check-data', { table: 'Album' }))).toContain('the table Album');
  expect(JSON.stringify(await session.getPrompt('tune-query', { sql: 'SELECT 1' }))).toContain('SELECT 1');
});
