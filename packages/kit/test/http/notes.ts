import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startSession, type ClientOptions, type Session } from '../../src/testing/index.ts';
import * as z from 'zod/v4';
import { onTestFinished } from 'vitest';
import type { CommonValues } from '../../src/common-options.ts';
import { ToolError } from '../../src/errors.ts';
import type { Options } from '../../src/options.ts';
import { catalogOf } from '../../src/serve/catalog.ts';
import type { ClientTimeouts } from '../../src/serve/http/listener.ts';
import { serveHttp } from '../../src/serve/http/serve.ts';
import { defineServer, type Server } from '../../src/server.ts';
import { defineTool, type Call } from '../../src/tool.ts';
import { defaults, deferred, keptLog } from '../fixtures.ts';

/** The context of the fixture's handlers: notes of one owner, and a gate with which a test delays a call. */
export class Notes {
  readonly owner: string;
  readonly notes = new Map<string, string>();
  readonly entered = deferred<Call>();
  readonly gate = deferred<string>();

  constructor(owner: string) {
    this.owner = owner;
  }
}

const reads = { readOnlyHint: true, openWorldHint: false } as const;

export const tools = [
  defineTool({
    name: 'read_note',
    title: 'Read note',
    description: 'Read a note.',
    annotations: reads,
    input: z.object({ name: z.string() }),
    async handler({ name }, { owner, notes }: Notes) {
      const note = notes.get(name);
      if (note === undefined) throw new ToolError('not_found', `${owner} has no note "${name}".`);
      return `${owner}: ${note}`;
    },
  }),
  defineTool({
    name: 'write_note',
    title: 'Write note',
    description: 'Write a note.',
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    input: z.object({ name: z.string(), text: z.string() }),
    async handler({ name, text }, { notes }: Notes) {
      notes.set(name, text);
      return 'written';
    },
  }),
  defineTool({
    name: 'wait_here',
    title: 'Wait here',
    description: 'Answer when the test says so.',
    annotations: reads,
    input: z.object({}),
    async handler(_input, { entered, gate }: Notes, call) {
      entered.resolve(call);
      return gate.promise;
    },
  }),
  defineTool({
    name: 'read_much',
    title: 'Read much',
    description: 'Answer at length.',
    annotations: reads,
    input: z.object({ length: z.number().int() }),
    handler: async ({ length }, _context: Notes) => 'x'.repeat(length),
  }),
];

export interface Running {
  url: string;
  notes: Notes;
  /** The notes that each credential opened. */
  opened: Map<string, Notes>;
  /** The credentials whose contexts were closed. */
  closed: string[];
  lines: Record<string, unknown>[];
  raw: string[];
  close(): Promise<void>;
}

/** The fixture server over HTTP, in this process. */
export async function serveNotes(
  values: Partial<CommonValues> = {},
  rest: Partial<Server<Options, Notes>> = {},
  timeouts?: Partial<ClientTimeouts>,
): Promise<Running> {
  const notes = new Notes('everybody');
  const opened = new Map<string, Notes>();
  const closed: string[] = [];
  const server = defineServer<Options, Notes>({
    name: 'notes',
    command: 'notes',
    title: 'Notes',
    version: '1.0.0',
    instructions: 'For tests.',
    options: {},
    open: async () => ({ context: notes }),
    callers: {
      auth: 'notes',
      async open(_options, { token }) {
        const [scheme, owner = ''] = token.reveal().split('-');
        if (scheme !== 'key') throw new ToolError('denied', 'This is no key to notes.');
        const own = new Notes(owner);
        opened.set(token.reveal(), own);
        return { context: own, close: () => void closed.push(token.reveal()) };
      },
    },
    toolsets: { main: { description: 'All tools.', default: true, tools } },
    ...rest,
  });
  const { log, lines, raw } = keptLog('info');
  const serving = await serveHttp(
    server,
    await catalogOf(server),
    { ...defaults, http: '0', ...values },
    log,
    [],
    timeouts,
  );
  let ending: Promise<void> | undefined;
  const close = () => (ending ??= serving.close());
  onTestFinished(async () => {
    notes.gate.resolve('over');
    await close();
  });
  const url = String(lines.find(({ message }) => message === 'listening')?.['url']);
  return { url, notes, opened, closed, lines, raw, close };
}

export async function session(url: string, options: Partial<ClientOptions> = {}, token?: string): Promise<Session> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const opened = await startSession({ era: 'modern', url, headers, ...options });
  onTestFinished(() => opened.close());
  return opened;
}

/** A request as a client of the legacy era sends it, one at a time. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export const callOf = (name: string, args: object = {}, id: number | string = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

/** A connection on which a test writes what no client would; resolves with all that came back once it is closed. */
export function rawConnection(url: string): { socket: Socket; all: Promise<string>; ready: Promise<unknown> } {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => void parts.push(part)).on('error', () => {});
  const all = new Promise<string>((resolve) => socket.on('close', () => resolve(Buffer.concat(parts).toString())));
  return { socket, all, ready: once(socket, 'connect') };
}
