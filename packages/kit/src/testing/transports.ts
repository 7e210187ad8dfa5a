import { StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { environment } from './environment.ts';
import { InProcessTransport, type InProcess } from './in-process.ts';

/** The way to a server: a program to start, the URL of one that is running, or a server in this process. */
export type Target = Program | HttpTarget | InProcess;

export interface Program {
  /** The program to start; Node by default. */
  command?: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** The folder that it starts in; by default that of this process. */
  cwd?: string;
  /** Asks a second process of the server for the era first, as the second SDK does by default. It takes twice as long. */
  probesBeside?: boolean;
}

export interface HttpTarget {
  url: string;
  headers?: Readonly<Record<string, string>>;
}

/**
 * Asks for the era on the connection itself: the SDK starts a second process for that if the transport is of exactly its
 * own class.
 */
class OneProcess extends ModernStdio {}

type LegacyTransport = LegacyStdio | LegacyHttp | InProcessTransport;
type ModernTransport = ModernStdio | ModernHttp | InProcessTransport;

interface ReachedServer<T> {
  transport: T;
  pid(): number | null;
  stderr(): string;
}

export function legacyTransport(way: Target): ReachedServer<LegacyTransport> {
  if ('url' in way) return overHttp(new LegacyHttp(new URL(way.url), { requestInit: { headers: { ...way.headers } } }));
  if ('server' in way) return inProcess(way);
  const transport = new LegacyStdio(programOf(way));
  return { transport, pid: () => transport.pid, stderr: collect(transport.stderr) };
}

export function modernTransport(way: Target): ReachedServer<ModernTransport> {
  if ('url' in way) return overHttp(new ModernHttp(new URL(way.url), { requestInit: { headers: { ...way.headers } } }));
  if ('server' in way) return inProcess(way);
  const transport = new (way.probesBeside ? ModernStdio : OneProcess)(programOf(way));
  return { transport, pid: () => transport.pid, stderr: collect(transport.stderr) };
}

const overHttp = <T>(transport: T): ReachedServer<T> => ({ transport, pid: () => null, stderr: () => '' });

function inProcess(way: InProcess): ReachedServer<InProcessTransport> {
  const transport = new InProcessTransport(way);
  return { transport, pid: () => null, stderr: () => transport.stderr() };
}

const programOf = ({ command = process.execPath, args, env, cwd }: Program) => ({
  command,
  ...(cwd !== undefined && { cwd }),
  args: [...args],
  env: { ...environment(), ...env },
  stderr: 'pipe' as const,
});

/** Collects the output of a stream; the returned function gives the text so far. */
export function collect(
  stream: { on(event: 'data', listener: (chunk: Buffer) => void): unknown } | null,
): () => string {
  const parts: Buffer[] = [];
  stream?.on('data', (chunk) => void parts.push(chunk));
  return () => Buffer.concat(parts).toString();
}
