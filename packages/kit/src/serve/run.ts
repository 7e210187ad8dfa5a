import path from 'node:path';
import { allOptions, type CommonValues } from '../common-options.ts';
import { ToolError } from '../errors.ts';
import { createLog, type Log } from '../log.ts';
import { helpText, parseOptions, usageLine, UsageError, type Options, type Values } from '../options.ts';
import { asksForSetup } from '../setup/flags.ts';
import type { Server } from '../server.ts';
import { catalogOf, madeTools, startTools, type CatalogTool } from './catalog.ts';
import { Codes } from './consent-codes.ts';
import { consentKey } from './consent-key.ts';
import type { CallObserver } from './observe.ts';
import { SessionFile } from './session-file.ts';
import { serveStdio, type Streams } from './stdio.ts';

/**
 * Signals that ask a server to end. Windows has no SIGTERM that a program could handle; there, Ctrl-Break and a console that
 * is closed arrive as the last two, and only the first of them is known elsewhere.
 */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/** Runs a server's `main`: reads the command line, starts, serves, exits. Exit code 2 means a faulty command line. */
export async function run<O extends Options, Context>(
  server: Server<O, Context>,
  argv = process.argv.slice(2),
): Promise<void> {
  const options = allOptions(server);
  if (argv.includes('--help')) return void process.stderr.write(helpText(server.command, server.title, options));
  if (argv.includes('--version')) return void process.stderr.write(`${server.command} ${server.version}\n`);
  const read = async (words: readonly string[]) => {
    const catalog = await catalogOf(server);
    return { values: readOptions(server, catalog, words), catalog };
  };
  try {
    if (asksForSetup(argv)) {
      const { setUp } = await import('../setup/set-up.ts');
      process.exitCode = await setUp(server, options, argv, async (words) => (await read(words)).values);
      return;
    }
    const { values, catalog } = await read(argv);
    await serve(server, catalog, values);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof ToolError)) throw error;
    // Not the whole help, which would push the message off the screen.
    const usage = error instanceof UsageError ? `${usageLine(server.command, options)}; --help tells all.\n` : '';
    process.stderr.write(`${server.command}: ${error.message}\n${usage}`);
    process.exitCode = 2;
  }
}

/**
 * Reads a command line and the environment.
 * @throws UsageError if they are faulty.
 */
export function readOptions<O extends Options, Context>(
  server: Server<O, Context>,
  catalog: readonly CatalogTool<Context>[],
  argv: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Values<O> & CommonValues {
  const ignored: string[] = [];
  const warn = (sentence: string) => void ignored.push(sentence);
  const values = parseOptions(allOptions(server), argv, env, path.delimiter, warn) as Values<O> & CommonValues;
  for (const sentence of ignored) createLog(server.name, values.logLevel).warn(sentence);
  assertKnown(server, catalog, values);
  return values;
}

async function serve<O extends Options, Context>(
  server: Server<O, Context>,
  catalog: readonly CatalogTool<Context>[],
  values: Values<O> & CommonValues,
): Promise<void> {
  const log = createLog(server.name, values.logLevel);
  if (await server.instead?.(values, { log })) return;
  const observers = await telemetry(server);
  if (values.http !== undefined && values.sessionFile !== undefined)
    throw new UsageError('--session-file belongs to one session; it does not work with --http, which serves many.');
  const connection = await (values.http === undefined
    ? overStdio(server, catalog, values, log, observers)
    : (await import('./http/serve.ts')).serveHttp(server, catalog, values, log, observers));
  const end = () => void connection.close();
  for (const signal of endings) process.once(signal, end);
  if (values.http === undefined && process.stdin.isTTY) process.stderr.write(hint(server));
  await connection.closed;
  for (const signal of endings) process.off(signal, end);
}

/** Opens a server's context and serves one client, over the streams of this process unless others are given. */
export async function overStdio<O extends Options, Context>(
  server: Server<O, Context>,
  catalog: readonly CatalogTool<Context>[],
  values: Values<O> & CommonValues,
  log: Log,
  observers: readonly CallObserver[] = [],
  streams?: Streams,
): Promise<{ closed: Promise<void>; close(): Promise<void> }> {
  const opened = await server.open(values, { log, tools: startTools(catalog, server, values) });
  const { context, close, ready, before, without, hides, normalize } = opened;
  const tools = await madeTools(opened.tools);
  const session = values.sessionFile !== undefined && (await SessionFile.open(values.sessionFile, server.name));
  const connection = serveStdio(
    {
      server,
      catalog,
      values,
      context,
      log,
      codes: new Codes(() => consentKey()),
      ...(session && { session }),
      ...(observers.length > 0 && { observers }),
      ...(ready && { ready }),
      ...(before && { before }),
      ...(tools && { tools }),
      ...(without && { without }),
      ...(hides && { hides }),
      ...(normalize && { normalize }),
      extensible: true,
    },
    streams,
  );
  return { close: () => connection.close(), closed: connection.closed.then(() => close?.()) };
}

/** Shown to a person who starts the server by hand and would see nothing happen. */
const hint = ({
  title,
  version,
}: {
  title: string;
  version: string;
}): string => `${title} ${version} is a server for the Model Context Protocol (MCP).
It waits for a program to talk to it on stdin, such as Claude Desktop. Ctrl-C ends it.
To have such a program start it, type the same again with: --install claude-desktop
(or another host: --help lists them, and all options)
`;

/**
 * Returns an observer for traces and metrics if the process was started with an OpenTelemetry SDK (`node --import`);
 * otherwise loads nothing.
 */
async function telemetry({ name, version }: { name: string; version: string }): Promise<CallObserver[]> {
  if (!(Symbol.for('opentelemetry.js.api.1') in globalThis)) return [];
  return [(await import('./telemetry.ts')).traceCalls(name, version)];
}

/** @throws UsageError for a tool or toolset that the server does not have. */
function assertKnown<Context>(
  server: Pick<Server<Options, Context>, 'toolsets'>,
  catalog: readonly CatalogTool<Context>[],
  { tools, toolsets, excludeTools }: CommonValues,
): void {
  const names = catalog.map(({ name }) => name);
  const former = new Set(catalog.map(({ formerName }) => formerName));
  const sets = ['default', 'all', ...Object.keys(server.toolsets)];
  for (const [flag, given, known] of [
    ['--tools', tools, names],
    ['--exclude-tools', excludeTools, names],
    ['--toolsets', toolsets, sets],
  ] as const) {
    const unknown = given.find((name) => !known.includes(name) && !former.has(name));
    if (unknown !== undefined)
      throw new UsageError(`${flag} names "${unknown}", which does not exist. There are: ${known.join(', ')}.`);
  }
}
