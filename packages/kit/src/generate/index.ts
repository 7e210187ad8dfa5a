import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Options } from '../options.ts';
import { announce, outputSchemaOf } from '../serve/announce.ts';
import type { Server } from '../server.ts';
import { loadTools } from '../toolsets.ts';
import { withRegions } from './regions.ts';
import { GeneratedFiles } from './generated-files.ts';
import { argumentTables, optionTable, toolTable } from './tables.ts';

export { GeneratedFiles } from './generated-files.ts';

/**
 * Regenerates the files beside a server that are derived from its value: the golden surface of each tool and the tables
 * in its README.
 * @param folder the server's package
 * @param files records each file that was out of date
 */
export async function generateFor(
  server: Server<Options, never>,
  folder: string,
  files: GeneratedFiles,
): Promise<void> {
  const tools = await loadTools(server.toolsets);
  const surface = path.join(folder, 'surface');
  mkdirSync(surface, { recursive: true });
  const golden = new Map(
    tools.map(({ name, tool }) => [
      `${name}.json`,
      `${JSON.stringify({ ...announce(tool), outputSchema: outputSchemaOf(tool) }, undefined, 2)}\n`,
    ]),
  );
  for (const name of readdirSync(surface)) if (!golden.has(name)) files.remove(path.join(surface, name));
  for (const [name, text] of golden) files.write(path.join(surface, name), text);
  const readme = path.join(folder, 'README.md');
  files.write(readme, withRegions(readme, { tools: toolTable(tools), options: optionTable(server) }));
  const reference = path.join(folder, 'ARGUMENTS.md');
  if (!existsSync(reference)) return;
  const { glossary } = (await server.glossary?.()) ?? {};
  files.write(reference, withRegions(reference, { arguments: argumentTables(tools, glossary) }));
}

/**
 * Imports the server of a package from `src/server.ts`, which exports exactly one.
 * @throws Error when there is none.
 */
export async function serverIn(folder: string): Promise<Server<Options, never>> {
  const module: Record<string, Server<Options, never>> = await import(
    pathToFileURL(path.join(folder, 'src/server.ts')).href
  );
  const [server] = Object.values(module);
  if (server === undefined) throw new Error(`${folder}/src/server.ts exports no server.`);
  return server;
}
