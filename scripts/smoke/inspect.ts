import path from 'node:path';
import { command } from '../npm.ts';
import { onDemand } from '../on-demand.ts';

/** Returns the answer of the official inspector about a server that it starts: `--method tools/list` and the like. */
export async function inspect(server: readonly string[], ...asked: string[]): Promise<Record<string, unknown>> {
  const inspector = path.join(await onDemand('inspector'), 'node_modules/@modelcontextprotocol/inspector');
  const launcher = path.join(inspector, 'clients/launcher/build/index.js');
  return JSON.parse(
    await command(process.execPath, [launcher, '--cli', process.execPath, ...server, ...asked], inspector),
  );
}
