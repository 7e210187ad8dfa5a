import { PassThrough } from 'node:stream';
import { ReadBuffer, serializeMessage, type JSONRPCMessage } from '@modelcontextprotocol/client';
import { createLog } from '../log.ts';
import type { Options } from '../options.ts';
import { catalogOf, type CatalogTool } from '../serve/catalog.ts';
import { overStdio, readOptions } from '../serve/run.ts';
import type { Server } from '../server.ts';
import { environment } from './environment.ts';

/** A server that runs from its sources in the process of the test, which takes a tenth of the time of a program. */
export interface InProcess {
  // oxlint-disable-next-line typescript/no-explicit-any -- any server; its context stays inside
  server: Server<any, any>;
  /** Its command line. */
  args: readonly string[];
  /** Variables in addition to those that every program gets. The server has to read all of them when it opens. */
  env?: Readonly<Record<string, string>>;
}

/** Loading and describing all tools takes longer than the rest of a start. */
const catalogs = new WeakMap<object, Promise<CatalogTool<unknown>[]>>();

/** The client's end of a connection to a server in this process: the same lines as over stdin and stdout. */
export class InProcessTransport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #program: InProcess;
  readonly #streams = { stdin: new PassThrough(), stdout: new PassThrough() };
  readonly #logged: string[] = [];
  #running: { closed: Promise<void>; close(): Promise<void> } | undefined;

  constructor(program: InProcess) {
    this.#program = program;
  }

  /** The log so far. */
  stderr(): string {
    return this.#logged.join('');
  }

  async start(): Promise<void> {
    const received = new ReadBuffer();
    this.#streams.stdout.on('data', (chunk: Buffer) => {
      received.append(chunk);
      for (let message = received.readMessage(); message !== null; message = received.readMessage())
        this.onmessage?.(message);
    });
    const { server, args, env: own } = this.#program;
    const env = { ...environment(), ...own };
    const catalog = catalogs.get(server) ?? catalogOf<unknown>(server);
    catalogs.set(server, catalog);
    const tools = await catalog;
    const values = readOptions<Options, unknown>(server, tools, args, env);
    const log = createLog(server.name, values.logLevel, (line) => void this.#logged.push(line));
    this.#running = await withEnvironment(env, () => overStdio(server, tools, values, log, [], this.#streams));
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#streams.stdin.write(serializeMessage(message));
  }

  async close(): Promise<void> {
    this.#streams.stdin.end();
    await this.#running?.close();
    await this.#running?.closed;
    this.onclose?.();
  }
}

/** The latest start. Starts run one after the other, because each changes the environment of this process. */
let opening: Promise<unknown> = Promise.resolve();

/** Runs `open` while these variables are the whole environment. */
async function withEnvironment<T>(env: Readonly<Record<string, string>>, open: () => Promise<T>): Promise<T> {
  const before = opening;
  const result = (async () => {
    await before;
    const kept = { ...process.env };
    setEnvironment(env);
    try {
      return await open();
    } finally {
      setEnvironment(kept);
    }
  })();
  opening = result.catch(() => {});
  return result;
}

/** Changes the variables themselves, which Node's own functions read, such as the one for the home folder. */
function setEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}
