import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Options } from '../options.ts';
import { announce } from '../serve/announce.ts';
import { loadedTools, type LateTools } from '../serve/late-tool.ts';
import { wholeServer, type Server } from '../server.ts';
import { withRegions } from './regions.ts';
import { GeneratedFiles } from './generated-files.ts';
import { optionTable, toolTable } from './tables.ts';

export { GeneratedFiles } from './generated-files.ts';

/**
 * Brings up to date what follows from a server's value and is kept beside it: the golden surface of each tool, the
 * tables in its README, and what a server with late tools starts from.
 * @param folder the server's package
 * @param kept where what was not up to date is noted
 */
export async function generateFor(server: Server<Options, never>, folder: string, kept: GeneratedFiles): Promise<void> {
  if (server.late) kept.write(path.join(folder, 'src/announced.ts'), await announcements(server.late));
  const whole = await wholeServer(server);
  const surface = path.join(folder, 'surface');
  mkdirSync(surface, { recursive: true });
  const files = new Map(
    whole.tools.map((tool) => [`${tool.name}.json`, `${JSON.stringify(announce(tool), undefined, 2)}\n`]),
  );
  for (const name of readdirSync(surface)) if (!files.has(name)) kept.remove(path.join(surface, name));
  for (const [name, text] of files) kept.write(path.join(surface, name), text);
  const readme = path.join(folder, 'README.md');
  kept.write(readme, withRegions(readme, { tools: toolTable(whole), options: optionTable(whole) }));
}

/**
 * The server of a package, which exports exactly one from `src/server.ts`.
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

/** What a server with late tools starts from, a tool a line. */
async function announcements(late: LateTools<never>): Promise<string> {
  const lines = (await loadedTools(late)).map(({ group, tool }) =>
    JSON.stringify({ group, ...(tool.toolset && { toolset: tool.toolset }), definition: announce(tool) }),
  );
  return `// Written by npm run generate.\nimport type { Announcement } from '@mcp-reference/kit';\n\nexport const announced: readonly Announcement[] = [\n${lines.map((line) => `  ${line},\n`).join('')}];\n`;
}
