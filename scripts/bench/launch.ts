/** Starts a server from its description. */
import { join } from 'node:path';
import { Client } from './client.ts';
import { Command } from './command.ts';
import { environment } from './environment.ts';
import { ensureInstalled, entryOf } from './install.ts';
import { placeFor, sandboxFolder, scratchFolder } from './scratch.ts';
import type { Server, Session } from './types.ts';

export function nodeOf(server: Server, node: string): string {
  return server.node === undefined ? node : join(scratchFolder(server.name), server.node);
}

/** Spawns the server without waiting. */
export function spawnServer(server: Server, node: string): Client {
  const own = nodeOf(server, node);
  const { folder } = placeFor(server);
  const argv = [own, entryOf(server), ...(server.arguments?.(folder) ?? [])];
  return new Client(argv, { cwd: folder, env: environment(own, server.env?.()) });
}

/** Installs the server if needed, starts it and performs the handshake. */
export async function open(server: Server, node: string): Promise<Session> {
  await ensureInstalled(server, node);
  if (server.runtime === 'binary') {
    return new Command(entryOf(server), { cwd: sandboxFolder(server.family), env: environment(node, server.env?.()) });
  }
  const client = spawnServer(server, node);
  try {
    await client.initialize();
  } catch (error) {
    await client.close();
    throw error;
  }
  return client;
}
