import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { errorCodeKey } from '../serve/result-keys.ts';
import { isRecord } from '../is-record.ts';
import type { HostClient } from './hosts/index.ts';
import { ProbeConnection, RpcError, textOf } from './probe-connection.ts';

/** A program to start as a host does. */
export interface Start {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** The time limit for the whole probe, in milliseconds. */
  timeout: number;
}

/** A harmless call. */
export interface Check {
  tool: string;
  arguments?: Readonly<Record<string, unknown>>;
}

/** The result of starting a server and talking to it. */
export interface ProbeResult {
  /** Absent if it did not answer. */
  server?: { name: string; version: string; milliseconds: number; protocolVersion: string };
  tools?: readonly string[];
  /** Absent if the tool is not offered. */
  check?: { isError: boolean; code: string | undefined; text: string };
  /** The reason why it stopped early. */
  failure?:
    | { kind: 'start'; message: string }
    | { kind: 'end'; how: string }
    | { kind: 'silence' }
    | { kind: 'refusal'; method: string; message: string };
  /** Lines on stdout that are not protocol messages. */
  noise: string[];
  /** The last lines on stderr. */
  stderr: string[];
}

/** The way the doctor talks to a server: as a host does, as far as its own messages were seen. */
export interface Talk {
  host: { client?: HostClient };
  /** Set to leave out `server/discover`, as a host does whose server was slow to answer it. */
  isLegacy?: boolean;
  check?: Check | undefined;
}

/** The protocol version without a handshake. */
const modernVersion = '2026-07-28';

/** Milliseconds after which hosts give up on `server/discover` and shake hands: Claude Code took 2.4 to 3.1 s. */
const discoverTimeout = 3_000;

/** Stands for hosts whose messages were not seen: the newest handshake that clients and servers of today support. */
const anyClient: HostClient = { name: 'doctor', protocolVersion: '2025-11-25' };

/**
 * Starts a server, lists its tools, makes the call, and kills it with everything that it started. Uses a few lines of
 * JSON instead of the SDK's client, which would add 400 kB to every server and hides other output on stdout.
 */
export async function probe({ timeout, ...start }: Start, talk: Talk): Promise<ProbeResult> {
  const probed: ProbeResult = { noise: [], stderr: [] };
  const client = talk.host.client ?? anyClient;
  const roots = { roots: [{ uri: pathToFileURL(start.cwd).href, name: 'project' }] };
  const answers = (method: string) => (client.hasRoots && method === 'roots/list' ? roots : undefined);
  const connection = new ProbeConnection(start, probed, answers);
  const timer = new AbortController();
  try {
    await Promise.race([
      converse(new Conversation(connection, client, answers), probed, talk),
      connection.ended,
      pause(timeout, undefined, { signal: timer.signal }).then(() => (probed.failure ??= { kind: 'silence' })),
    ]);
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    probed.failure = { kind: 'refusal', method: error.method, message: error.message };
  } finally {
    timer.abort();
    await connection.close();
  }
  return probed;
}

/** The requests of one client, in either era of the protocol. */
class Conversation {
  readonly #connection: ProbeConnection;
  readonly #client: HostClient;
  readonly #answers: (method: string) => Record<string, unknown> | undefined;
  #meta: Record<string, unknown> | undefined;

  constructor(
    connection: ProbeConnection,
    client: HostClient,
    answers: (method: string) => Record<string, unknown> | undefined,
  ) {
    this.#connection = connection;
    this.#client = client;
    this.#answers = answers;
  }

  /** Greets the server. A host that discovers falls back to the handshake if the server does not know the method. */
  async greet(isLegacy: boolean): Promise<{ serverInfo: unknown; protocolVersion: string }> {
    const { name, protocolVersion, discovers, hasRoots } = this.#client;
    const capabilities = hasRoots ? { roots: {} } : {};
    const clientInfo = { name, version: '1' };
    if (discovers && !isLegacy) {
      this.#meta = {
        'io.modelcontextprotocol/protocolVersion': modernVersion,
        'io.modelcontextprotocol/clientInfo': clientInfo,
        'io.modelcontextprotocol/clientCapabilities': capabilities,
      };
      try {
        const found = await Promise.race([
          this.ask('server/discover', {}),
          pause(discoverTimeout, undefined, { ref: false }),
        ]);
        if (found === undefined) throw new RpcError('server/discover', 'No answer.');
        return { serverInfo: found['serverInfo'] ?? serverInfoIn(found), protocolVersion: modernVersion };
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        this.#meta = undefined;
      }
    }
    const greeted = await this.#connection.ask('initialize', { protocolVersion, capabilities, clientInfo });
    this.#connection.tell('notifications/initialized');
    return { serverInfo: greeted['serverInfo'], protocolVersion: textOf(greeted['protocolVersion']) };
  }

  /** Sends a request; a server that needs something from the client first gets it, as far as the host offers it. */
  async ask(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const sent = { ...params, ...(this.#meta && { _meta: this.#meta }) };
    const result = await this.#connection.ask(method, sent);
    if (result['resultType'] !== 'input_required') return result;
    const wanted = isRecord(result['inputRequests']) ? result['inputRequests'] : {};
    const inputResponses = Object.fromEntries(
      Object.entries(wanted).map(([key, one]) => [
        key,
        this.#answers(isRecord(one) ? textOf(one['method']) : '') ?? {},
      ]),
    );
    return this.#connection.ask(method, { ...sent, inputResponses, requestState: result['requestState'] });
  }
}

const serverInfoIn = ({ _meta }: Record<string, unknown>): unknown =>
  isRecord(_meta) ? _meta['io.modelcontextprotocol/serverInfo'] : undefined;

async function converse(talk: Conversation, probed: ProbeResult, { check, isLegacy = false }: Talk): Promise<void> {
  const started = performance.now();
  const { serverInfo, protocolVersion } = await talk.greet(isLegacy);
  const { name = '', version = '' } = isRecord(serverInfo) ? serverInfo : {};
  const tools: string[] = [];
  let cursor: unknown;
  do {
    const page = await talk.ask('tools/list', cursor === undefined ? {} : { cursor });
    if (Array.isArray(page['tools']))
      tools.push(...page['tools'].map((tool) => (isRecord(tool) ? textOf(tool['name']) : '')));
    cursor = page['nextCursor'];
  } while (typeof cursor === 'string' && tools.length < 10_000);
  const milliseconds = performance.now() - started;
  probed.server = { name: textOf(name), version: textOf(version), milliseconds, protocolVersion };
  probed.tools = tools;
  if (check === undefined || !tools.includes(check.tool)) return;
  const { isError, content, _meta } = await talk.ask('tools/call', {
    name: check.tool,
    arguments: check.arguments ?? {},
  });
  const parts = Array.isArray(content) ? content.map((part) => (isRecord(part) ? textOf(part['text']) : '')) : [];
  const code = isRecord(_meta) ? _meta[errorCodeKey] : undefined;
  probed.check = {
    isError: isError === true,
    code: typeof code === 'string' ? code : undefined,
    text: parts.join('\n'),
  };
}
