import path from 'node:path';
import { allOptions, type CommonValues } from '../common-options.ts';
import { ToolError } from '../errors.ts';
import { createLog, type Log } from '../log.ts';
import { helpText, parseOptions, usageLine, UsageError, type Options, type Values } from '../options.ts';
import { asksForSetup } from '../setup/flags.ts';
import { allTools, withMoreTools, type Server } from '../server.ts';
import { keepHeapSmall } from './heap.ts';
import type { CallObserver } from './observe.ts';
import { serveStdio } from './stdio.ts';

/** The whole of a server's `main`: command line, start, serving, end. Exit code 2 means that it was started wrongly. */
export async function run<O extends Options, Context>(
  server: Server<O, Context>,
  argv = process.argv.slice(2),
): Promise<void> {
  const options = allOptions(server);
  if (argv.includes('--help')) return void process.stderr.write(helpText(server.command, server.title, options));
  if (argv.includes('--version')) return void process.stderr.write(`${server.command} ${server.version}\n`);
  const read = async (words: readonly string[]) => {
    const values = parseOptions(options, words, process.env, path.delimiter) as Values<O> & CommonValues;
    const { tools, toolsets, excludeTools } = values;
    const asked = tools.length + excludeTools.length > 0 || toolsets.some((set) => set !== 'default');
    const whole = asked ? await withMoreTools(server) : server;
    assertKnown(whole, values);
    return { whole, values };
  };
  try {
    if (asksForSetup(argv)) {
      const { setUp } = await import('../setup/set-up.ts');
      process.exitCode = await setUp(server, options, argv, async (words) => (await read(words)).values);
      return;
    }
    const { whole, values } = await read(argv);
    await serve(whole, values);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof ToolError)) throw error;
    // Not the whole help, which would push the message off the screen.
    const usage = error instanceof UsageError ? `${usageLine(server.command, options)}; --help tells all.\n` : '';
    process.stderr.write(`${server.command}: ${error.message}\n${usage}`);
    process.exitCode = 2;
  }
}

async function serve<O extends Options, Context>(
  server: Server<O, Context>,
  values: Values<O> & CommonValues,
): Promise<void> {
  keepHeapSmall();
  const log = createLog(server.name, values.logLevel);
  if (await server.instead?.(values, { log })) return;
  const observers = await telemetry(server);
  const connection = await (values.http === undefined
    ? overStdio(server, values, log, observers)
    : (await import('./http/serve.ts')).serveHttp(server, values, log, observers));
  const end = () => void connection.close();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  if (values.http === undefined && process.stdin.isTTY) process.stderr.write(hint(server));
  await connection.closed;
  process.off('SIGINT', end);
  process.off('SIGTERM', end);
}

async function overStdio<O extends Options, Context>(
  server: Server<O, Context>,
  values: Values<O> & CommonValues,
  log: Log,
  observers: readonly CallObserver[],
): Promise<{ closed: Promise<void>; close(): Promise<void> }> {
  const { context, close, ready, without } = await server.open(values, { log });
  const connection = serveStdio({
    server,
    values,
    context,
    log,
    ...(observers.length > 0 && { observers }),
    ...(ready && { ready }),
    ...(without && { without }),
  });
  return { close: () => connection.close(), closed: connection.closed.then(() => close?.()) };
}

/** For somebody who starts it by hand, and sees nothing happen. */
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

/** Traces and metrics, where the process was started with an OpenTelemetry SDK (`node --import`); nothing is loaded otherwise. */
async function telemetry({ name, version }: { name: string; version: string }): Promise<CallObserver[]> {
  if (!(Symbol.for('opentelemetry.js.api.1') in globalThis)) return [];
  return [(await import('./telemetry.ts')).traceCalls(name, version)];
}

function assertKnown<Context>(
  server: Pick<Server<Options, Context>, 'tools' | 'late' | 'toolsets'>,
  { tools, toolsets, excludeTools }: CommonValues,
): void {
  const names = allTools(server).map(({ name }) => name);
  for (const [flag, given] of [
    ['--tools', tools],
    ['--exclude-tools', excludeTools],
  ] as const) {
    const unknown = given.find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new UsageError(`${flag} names "${unknown}", which does not exist. There are: ${names.join(', ')}.`);
  }
  const sets = ['default', 'all', ...Object.keys(server.toolsets ?? {})];
  for (const set of toolsets) {
    if (!sets.includes(set))
      throw new UsageError(`--toolsets names "${set}", which does not exist. There are: ${sets.join(', ')}.`);
  }
}
