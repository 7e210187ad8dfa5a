import { defineTool, ToolError, z, type Tool } from '@mcp-reference/kit';
import { limit, paramsOf } from './arguments.ts';
import { askPage } from './ask.ts';
import { change } from './change.ts';
import type { Context } from './context.ts';
import type { Database } from './databases/database.ts';
import { splitStatements } from './gate/split.ts';
import { withoutEnding, type SavedQuery } from './metadata.ts';

/** Characters of a value before it is cut. */
const cell = 1_000;
const longestName = 60;

/** The server that saved queries become tools of. */
interface Setting {
  databases: readonly Database[];
  /** Names that are taken by tools of the server. */
  taken: readonly string[];
  /** True to offer queries that change something. */
  writable: boolean;
}

/**
 * Makes a tool of each saved query; its variables are the arguments.
 * @throws ToolError `invalid` for a query of a database that is not open, or that cannot be a tool.
 */
export function toolsFor(queries: readonly SavedQuery[], { databases, taken, writable }: Setting): Tool<Context>[] {
  const names = new Set(taken);
  return queries.flatMap((query) => {
    if (query.write === true && !writable) return [];
    const database = databases.find(({ name }) => name === query.database || withoutEnding(name) === query.database);
    if (database === undefined)
      throw new ToolError(
        'invalid',
        `--metadata: the query ${JSON.stringify(query.name)} is for the database ${JSON.stringify(query.database)}, which is not open.`,
      );
    const own = nameFor(query.name);
    const name = own !== '' && names.has(own) ? nameFor(`${withoutEnding(database.name)}_${query.name}`) : own;
    if (name === '' || names.has(name))
      throw new ToolError('invalid', `--metadata: the query ${JSON.stringify(query.name)} needs another name.`);
    names.add(name);
    return [toolFor(query, name, database.name)];
  });
}

/** A tool's name has letters, digits and "_". */
const nameFor = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, longestName);

function toolFor(
  { sql, title, description, params, write = false, ...query }: SavedQuery,
  name: string,
  database: string,
): Tool<Context> {
  const about = new Map(Array.isArray(params) ? [] : Object.entries(params ?? {}));
  const variables = variablesOf(sql, query.name);
  const value = (variable: string) => z.unknown().describe(about.get(variable) ?? `Value of :${variable}.`);
  const input = z.object({
    ...Object.fromEntries(variables.map((variable) => [variable, value(variable)])),
    ...(!write && !variables.includes('limit') && { limit }),
  });
  const common = {
    name,
    title: title ?? query.name,
    description: description ?? `Run the saved query "${title ?? query.name}" on ${database}.`,
    input,
  };
  const valuesIn = (given: Readonly<Record<string, unknown>>) =>
    paramsOf(variables.length === 0 ? undefined : Object.fromEntries(variables.map((one) => [one, given[one]])));
  if (write)
    return defineTool({
      ...common,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
      confirms: true,
      handler: (given, context: Context, call) =>
        change(context, { sql, params: valuesIn(given), dryRun: false, database }, call),
    });
  return defineTool({
    ...common,
    annotations: { readOnlyHint: true, openWorldHint: false },
    handler: (given, context: Context, call) => {
      const most = 'limit' in given && !variables.includes('limit') ? Number(given['limit']) : 100;
      const asked = { sql, params: valuesIn(given), objects: false, limit: most, cell, database };
      return askPage(context, asked, call, 'query continues');
    },
  });
}

/** The names of a statement's variables, in their order. */
function variablesOf(sql: string, name: string): string[] {
  const [statement, second] = splitStatements(sql);
  const tokens = statement?.tokens.filter(({ kind }) => kind === 'variable') ?? [];
  const bad = tokens.find(({ text }) => !/^[:@$][A-Za-z_]\w*$/.test(text));
  if (statement === undefined || second !== undefined || bad !== undefined)
    throw new ToolError(
      'invalid',
      `--metadata: the query ${JSON.stringify(name)} must be one statement${bad === undefined ? '' : `, with names for its variables, such as :id instead of ${bad.text}`}.`,
    );
  return [...new Set(tokens.map(({ text }) => text.slice(1)))];
}
