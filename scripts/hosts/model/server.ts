import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOfStream } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { anthropic } from './anthropic.ts';
import { chat } from './chat.ts';
import { gemini } from './gemini.ts';
import { responses } from './responses.ts';
import { record, type Dialect, type Reply, type Turn } from './turn.ts';

export type { Reply, Turn } from './turn.ts';

const dialects: readonly Dialect[] = [anthropic, responses, chat, gemini];
const modelName = 'stand-in';

/** Decides on the next step of a conversation. Requests without tools, such as for a title, do not reach it. */
export type Brain = (turn: Turn) => Reply | Promise<Reply>;

export interface StandIn {
  /** The address, without a slash at the end. */
  url: string;
  /** Every request as one line, for the message of a failed test. */
  log: string[];
  close(): Promise<void>;
}

/** Starts a model on loopback that speaks the protocols of the large providers and follows the brain. */
export async function startStandIn(brain: Brain): Promise<StandIn> {
  const log: string[] = [];
  let count = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const body = record(JSON.parse((await bodyOf(request)) || '{}'));
    log.push(`${request.method} ${url.pathname}`);
    const dialect = request.method === 'POST' ? dialects.find(({ path }) => path.test(url.pathname)) : undefined;
    if (dialect === undefined) return sendOther(url.pathname, response);
    const turn = dialect.read(body);
    const reply: Reply = turn.tools.length === 0 ? { say: 'A title' } : await brain(turn);
    log.push(`  ${turn.tools.length} tools, ${turn.results.length} results -> ${JSON.stringify(reply).slice(0, 200)}`);
    const id = String(++count).padStart(8, '0');
    if (dialect.isStreamed(body, url)) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
      response.end(dialect.stream(reply, id, modelName));
    } else {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(dialect.whole(reply, id, modelName)));
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.push(`  failed: ${String(error)}`);
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers the questions that hosts ask before they use a model. */
function sendOther(pathname: string, response: ServerResponse): void {
  const model = {
    id: modelName,
    name: modelName,
    slug: modelName,
    object: 'model',
    type: 'model',
    display_name: modelName,
  };
  const body = pathname.endsWith('/models')
    ? { object: 'list', data: [model], models: [] }
    : pathname.endsWith('count_tokens') || pathname.endsWith(':countTokens')
      ? { input_tokens: 1, totalTokens: 1 }
      : undefined;
  response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body ?? { error: { message: 'The stand-in has no such page.' } }));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return textOfStream(request);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const decoders: Record<string, (bytes: Buffer) => Buffer> = {
    gzip: gunzipSync,
    br: brotliDecompressSync,
  };
  const decode = decoders[encoding];
  if (decode === undefined) throw new Error(`The stand-in does not read ${encoding}.`);
  return decode(bytes).toString();
}
