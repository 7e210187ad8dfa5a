import { internalCall, ToolError, type Log, type Opened } from '@mcp-reference/kit';
import { allowedBy, forcedMode, Sandbox, type SandboxOptions, type NameFilter } from '@mcp-reference/kit/sandbox';
import type { Context } from './context.ts';
import { Cursors } from './databases/cursors.ts';
import { Databases } from './databases/databases.ts';
import { Insights } from './insights.ts';
import { noMetadata, type Metadata } from './metadata.ts';
import type { EngineOperations } from './operations/index.ts';

/** The options that decide what is opened. */
interface Values {
  databases: readonly string[];
  dbPath: string | undefined;
  write: boolean;
  readOnly: boolean;
  timeout: number;
  confirmRows: number;
  backupBefore: boolean;
  undo: boolean;
  metadata: string | undefined;
  extension: readonly string[];
  busyTimeout: number;
  maxMemory: number;
  maxSize: number;
}

const megabyte = 1_000_000;

/** Files that SQLite keeps beside a database, and copies that are made before its schema is changed. */
const beside = (name: string): NameFilter => ({
  names: ['', '-journal', '-wal', '-shm'].map((suffix) => name + suffix),
  prefixes: [`${name}.backup-`],
});

/** Turns the command line into databases and the folders around them; nothing else is ever opened. */
export async function openContext(
  values: Values,
  { log, program, tools }: { log: Log; program: string; tools: readonly { name: string }[] },
): Promise<Opened<Context>> {
  const { databases: given, dbPath } = values;
  const writable = !values.readOnly && (values.write || dbPath !== undefined);
  if (given.length === 0 && dbPath === undefined)
    throw new ToolError(
      'invalid',
      'Give the databases that may be used: mcp-server-sqlite <database or folder> ... (--help shows more).',
    );
  const inMemory = [...given, dbPath].filter((path) => path === ':memory:').length;
  const allowed = await Promise.all(
    given
      .filter((path) => path !== ':memory:')
      .map(async (path) => {
        const allowance = await allowedBy(path, writable, beside);
        if (!allowance.exists)
          throw new ToolError('not_found', `"${path}" does not exist. --db-path makes a database that is missing.`);
        return allowance;
      }),
  );
  const official =
    dbPath === undefined || dbPath === ':memory:' ? undefined : await allowedBy(dbPath, writable, beside);
  if (official) {
    if (official.file === undefined)
      throw new ToolError('invalid', `"${dbPath}" is a folder; --db-path takes a database file.`);
    allowed.push(official);
  }
  const engine = { helper: program, log, mode: forcedMode(process.env, 'sqlite') };
  const files = await Sandbox.open<EngineOperations>(
    allowed.map(({ folder }) => folder),
    { ...engine, maxHelpers: 2, grace: 500 },
  );
  const metadata = await metadataIn(values.metadata, engine);
  const databases = new Databases(files, engine, {
    writable,
    patience: values.busyTimeout * 1_000,
    mostBytes: values.maxSize * megabyte,
    memory: values.maxMemory * megabyte,
    timeout: values.timeout,
    extensions: await extensionsIn(values.extension),
    metadata,
  });
  for (const { file } of allowed) if (file !== undefined) databases.add(file);
  for (let n = 0; n < Math.min(inMemory, 1); n++) databases.add(undefined);
  if (official?.exists === false && writable) await databases.create(official.file ?? '');
  const { confirmRows, backupBefore, undo } = values;
  const context: Context = {
    databases,
    cursors: new Cursors(),
    insights: new Insights(),
    rules: { confirmRows, backupBefore, undo },
    metadata,
  };
  const opened = { context, close: () => databases.close() };
  if (metadata.queries.length === 0) return opened;
  const { toolsFor } = await import('./saved-queries.ts');
  const taken = tools.map(({ name }) => name);
  return { ...opened, tools: toolsFor(metadata.queries, { databases: databases.all, taken, writable }) };
}

/** Milliseconds that reading the file may take. */
const readLimit = 10_000;

/** Reads the file of --metadata through a sandbox that allows nothing else. */
async function metadataIn(path: string | undefined, engine: SandboxOptions<EngineOperations>): Promise<Metadata> {
  if (path === undefined) return noMetadata;
  const { folder, file, exists } = await allowedBy(path, false, (name) => ({ names: [name], prefixes: [] }));
  if (file === undefined || !exists)
    throw new ToolError('invalid', `--metadata: ${JSON.stringify(path)} is not a file.`);
  const sandbox = await Sandbox.open<EngineOperations>([folder], engine);
  try {
    const text = await sandbox.run('readFile', { path: file }, internalCall(readLimit));
    return (await import('./metadata-file.ts')).parseMetadata(text);
  } finally {
    sandbox.close();
  }
}

/** The files of --extension, as absolute paths: SQLite would look for other names in the system's folders. */
const extensionsIn = (paths: readonly string[]): Promise<string[]> =>
  Promise.all(
    paths.map(async (path) => {
      const { file, exists } = await allowedBy(path, false, (name) => ({ names: [name], prefixes: [] }));
      if (file === undefined || !exists)
        throw new ToolError('invalid', `--extension: ${JSON.stringify(path)} is not a file.`);
      return file;
    }),
  );
