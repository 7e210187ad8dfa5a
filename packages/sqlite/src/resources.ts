import { internalCall, ToolError, type Call, type Resources } from '@mcp-reference/kit';
import { watchPath } from '@mcp-reference/kit/sandbox';
import type { Context } from './context.ts';
import type { Database } from './databases/database.ts';

const memo = 'memo://insights';
/** Milliseconds that looking after a change may take. */
const lookLimit = 10_000;

export const addressOf = (...parts: string[]) => `sqlite://${parts.map(encodeURIComponent).join('/')}`;

/** The schema of each database, of each table, and a diagram of them; and the memo of the session. */
export const resources: Resources<Context> = {
  templates: [
    {
      uriTemplate: 'sqlite://{database}/schema',
      name: 'schema',
      title: 'Schema',
      description: 'All tables of a database, as describe_schema shows them.',
      mimeType: 'text/plain',
      complete: async (_variable, value, { databases }) =>
        databases.all.map(({ name }) => name).filter((name) => name.startsWith(value)),
    },
    {
      uriTemplate: 'sqlite://{database}/diagram',
      name: 'diagram',
      title: 'ER diagram',
      description: 'The tables and how they refer to each other, as Mermaid text.',
      mimeType: 'text/vnd.mermaid',
      complete: async (_variable, value, { databases }) =>
        databases.all.map(({ name }) => name).filter((name) => name.startsWith(value)),
    },
    {
      uriTemplate: 'sqlite://{database}/table/{table}',
      name: 'table',
      title: 'Table',
      description: 'One table: columns, keys, indexes, triggers and its SQL.',
      mimeType: 'text/plain',
      complete: (variable, value, context, call) => complete(variable, value, context, call),
    },
    {
      uriTemplate: 'sqlite://{database}/table/{table}/{column}',
      name: 'column',
      title: 'Column',
      description: 'A summary of the values of a column, as profile_table gives it.',
      mimeType: 'text/plain',
      complete: (variable, value, context, call) => complete(variable, value, context, call),
    },
  ],
  async list({ databases }) {
    const entries = databases.all.flatMap(({ name }) => [
      { uri: addressOf(name, 'schema'), name: `${name} schema`, title: `Schema of ${name}`, mimeType: 'text/plain' },
      {
        uri: addressOf(name, 'diagram'),
        name: `${name} diagram`,
        title: `ER diagram of ${name}`,
        mimeType: 'text/vnd.mermaid',
      },
    ]);
    return [
      ...entries,
      {
        uri: memo,
        name: 'Business Insights Memo',
        description: 'Findings about the data in this session.',
        mimeType: 'text/plain',
      },
    ];
  },
  async read(uri, context, call) {
    if (uri === memo) return [{ uri, mimeType: 'text/plain', text: context.insights.memo() }];
    const { database, what, table, column } = addressIn(uri, context);
    const { target } = database;
    const { budget } = call;
    if (what === 'diagram')
      return [{ uri, mimeType: 'text/vnd.mermaid', text: await database.read('diagram', { target }, call) }];
    if (what === 'schema') {
      const all = { target, pattern: undefined, detail: 'columns' as const, skip: 0, budget: Number.MAX_SAFE_INTEGER };
      return [{ uri, mimeType: 'text/plain', text: (await database.read('describeSchema', all, call)).text }];
    }
    const text =
      column === undefined
        ? (await database.read('describeOne', { target, table, skip: 0, budget: Number.MAX_SAFE_INTEGER }, call)).text
        : await database.read('profile', { target, table, columns: [column], top: 10, budget }, call);
    return [{ uri, mimeType: 'text/plain', text }];
  },
  async watch(uri, context, changed) {
    if (uri === memo) return context.insights.watch(changed);
    return watchDatabase(addressIn(uri, context).database, context, changed);
  },
};

interface Address {
  database: Database;
  what: 'schema' | 'diagram' | 'table';
  table: string;
  column: string | undefined;
}

function addressIn(uri: string, { databases }: Context): Address {
  const [name, what, table = '', column] = decoded(uri);
  const database = databases.all.find((one) => one.name === name);
  const known = what === 'schema' || what === 'diagram' || (what === 'table' && table !== '');
  if (database === undefined || !known) throw new ToolError('not_found', `"${uri}" is not an address of this server.`);
  return { database, what, table, column };
}

function decoded(uri: string): string[] {
  const path = /^sqlite:\/\/(.+)$/s.exec(uri)?.[1] ?? '';
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return [];
  }
}

async function complete(variable: string, value: string, { databases }: Context, call: Call): Promise<string[]> {
  if (variable === 'database') return databases.all.map(({ name }) => name).filter((name) => name.startsWith(value));
  const all = await Promise.all(
    databases.all.map((database) => database.read('names', { target: database.target }, call)),
  );
  const names = all.flatMap(({ tables, columns }) => (variable === 'table' ? tables : columns));
  const wanted = value.toLowerCase();
  return [...new Set(names)].filter((name) => name.toLowerCase().startsWith(wanted)).sort();
}

/** The file and its log are watched; SQLite says whether what happened to them changed anything. */
async function watchDatabase(database: Database, { databases }: Context, changed: () => void): Promise<() => void> {
  const { target } = database;
  const { path } = target;
  if (path === undefined)
    throw new ToolError('unsupported', 'A database in memory cannot be watched: only this server changes it.');
  const limits = () => internalCall(lookLimit);
  const version = () => database.read('version', { target }, limits());
  let known = await version();
  let looking = false;
  let again = false;
  const look = async (): Promise<void> => {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    do {
      again = false;
      // A database that cannot be read now will change again.
      const now = await version().catch(() => known);
      if (now !== known) changed();
      known = now;
    } while (again);
    looking = false;
  };
  const places = await Promise.all([path, `${path}-wal`].map((one) => databases.files.locate(one, limits())));
  const stops = await Promise.all(places.map((place) => watchPath(place.path, () => void look())));
  return () => stops.forEach((stop) => stop());
}
