// Writes what follows from the servers' values: the golden surface of each tool and the tables in the READMEs.
// With --check it writes nothing and fails when a file is not what it would write.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  announce,
  allOptions,
  defaultOf,
  flagOf,
  type LateTools,
  loadedTools,
  placeholderOf,
  type Options,
  type Server,
  toolsetsOf,
  wholeServer,
} from '../packages/kit/src/index.ts';
import { root, serverPackages, templateFolder } from './packages.ts';

const check = process.argv.includes('--check');
const stale: string[] = [];

for (const folder of [...serverPackages().map((server) => server.folder), templateFolder]) {
  const loaded = await load(folder);
  if (loaded.late) write(path.join(folder, 'src/announced.ts'), await announcements(loaded.late));
  const server = await wholeServer(loaded);
  const surface = path.join(folder, 'surface');
  mkdirSync(surface, { recursive: true });
  const files = new Map(
    server.tools.map((tool) => [`${tool.name}.json`, `${JSON.stringify(announce(tool), undefined, 2)}\n`]),
  );
  for (const name of readdirSync(surface)) if (!files.has(name)) remove(path.join(surface, name));
  for (const [name, text] of files) write(path.join(surface, name), text);
  writeRegions(path.join(folder, 'README.md'), { tools: toolTable(server), options: optionTable(server) });
}

for (const file of stale) console.log(`stale: ${path.relative(root, file)} (npm run generate)`);
process.exitCode = check && stale.length > 0 ? 1 : 0;

/** A server package exports exactly one server value from `src/server.ts`. */
async function load(folder: string): Promise<Server<Options, never>> {
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

function toolTable({ tools }: Server<Options, never>): string {
  const rows = tools.map((tool) => {
    const { name, description, annotations, input } = tool;
    const kind = annotations.readOnlyHint ? 'reads' : annotations.destructiveHint ? 'changes' : 'adds';
    const given = Object.entries(input.shape).map(([key, schema]) =>
      schema.safeParse(undefined).success ? `${key}?` : key,
    );
    return `| \`${name}\` | ${toolsetsOf(tool).join(', ')} | ${kind} | ${given.map((key) => `\`${key}\``).join(' ')} | ${cell(description)} |`;
  });
  return ['| tool | set | | arguments | |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

function optionTable(server: Server<Options, never>): string {
  const rows = Object.entries(allOptions(server)).map(([key, option]) => {
    const flag =
      option.type === 'secret'
        ? ''
        : option.type === 'directories' && option.positional
          ? `\`${placeholderOf(option)} ...\``
          : `\`${flagOf(key)}\``;
    return `| ${flag} | \`${option.env}\` | ${cell(option.description + defaultOf(option))} |`;
  });
  return ['| argument | environment | |', '| --- | --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Replaces what stands between `<!-- generated: name -->` and `<!-- /generated -->`. */
function writeRegions(file: string, regions: Record<string, string>): void {
  let text = readFileSync(file, 'utf8');
  for (const [name, content] of Object.entries(regions)) {
    const region = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- /generated -->)`);
    if (!region.test(text)) throw new Error(`${file} has no place for generated: ${name}.`);
    text = text.replace(region, (_, open: string, close: string) => `${open}\n${content}\n\n${close}`);
  }
  write(file, text);
}

function write(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  stale.push(file);
  if (!check) writeFileSync(file, text);
}

function remove(file: string): void {
  stale.push(file);
  if (!check) rmSync(file);
}
