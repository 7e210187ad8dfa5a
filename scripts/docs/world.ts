import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { allOptions, loadTools, type Options, type Server } from '../../packages/kit/src/index.ts';
import { real } from '../../packages/kit/src/schema/zod.ts';
import { root, serverPackages, templates } from '../packages.ts';
import { type Document, readDocument } from './markdown.ts';

/** The URL of the published repository. */
export const repository = 'https://github.com/mcp-reference/servers';

/** The facts about a server that a document can mention. */
export interface KnownServer {
  /** The name of its package, such as `@mcp-reference/server-git`. */
  package: string;
  /** Its command, such as `mcp-server-git`. */
  command: string;
  /** Its folder, relative to the repository, with slashes. */
  folder: string;
  options: Options;
  tools: ReadonlySet<string>;
  /** Names of arguments of its tools, and of its prompts. */
  otherNames: ReadonlySet<string>;
  toolsets: ReadonlySet<string>;
}

/** The servers that docs/write-your-own-server.md makes. The guide's own test knows what it adds to the last one. */
const guided = [
  { name: 'hello', from: templates.minimal.folder },
  { name: 'plants', from: templates.api.folder },
  { name: 'weather', from: templates.files.folder },
].map(({ name, from }) => ({
  from,
  package: `@mcp-reference/server-${name}`,
  command: `mcp-server-${name}`,
  folder: `packages/${name}`,
}));

/** The facts that documents are compared with. */
export interface World {
  servers: readonly KnownServer[];
  /** Names in the `scripts` of the root package.json. */
  npmScripts: ReadonlySet<string>;
  /** Names at the top of the repository. */
  topLevel: ReadonlySet<string>;
  /** True if a file or folder exists at a path relative to the repository. */
  exists(path: string): boolean;
  /** Returns the document at a path relative to the repository; undefined if there is none. */
  document(path: string): Document | undefined;
}

export async function readWorld(): Promise<World> {
  const manifest: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
  const documents = new Map<string, Document>();
  const folders = [...serverPackages(), ...Object.values(templates)].map(({ folder }) => folder);
  const servers = await Promise.all(folders.map(known));
  return {
    servers: [
      ...servers,
      ...(await Promise.all(guided.map(async ({ from, ...names }) => ({ ...(await known(from)), ...names })))),
    ],
    npmScripts: new Set(Object.keys(manifest.scripts)),
    topLevel: new Set(readdirSync(root)),
    exists(at) {
      const made = guided.find(({ folder }) => at === folder || at.startsWith(`${folder}/`));
      return existsSync(made === undefined ? path.join(root, at) : made.from + at.slice(made.folder.length));
    },
    document(at) {
      if (!at.endsWith('.md') || !existsSync(path.join(root, at))) return undefined;
      const document = documents.get(at) ?? readDocument(at, read(at));
      documents.set(at, document);
      return document;
    },
  };
}

/** The name that documents use for a server made by the reader. */
export const madeByReader = 'weather';

const built = new Set(['node_modules', 'dist', '.git', '.turbo', '.reports']);
/** Texts with placeholders that are filled in elsewhere. */
const unfinished = 'scripts/new-server/standalone';

/** Returns all Markdown files, relative to the repository. */
export function documentPaths(folder = ''): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const at = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return built.has(entry.name) || at === unfinished ? [] : documentPaths(at);
    return entry.name.endsWith('.md') ? [at] : [];
  });
}

const read = (at: string) => readFileSync(path.join(root, at), 'utf8');

async function known(folder: string): Promise<KnownServer> {
  const { name }: { name: string } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const module: Record<string, Server<Options, never>> = await import(
    pathToFileURL(path.join(folder, 'src/server.ts')).href
  );
  const [server] = Object.values(module);
  if (server === undefined) throw new Error(`${folder}/src/server.ts exports no server.`);
  const tools = await loadTools(server.toolsets);
  return {
    package: name,
    command: server.command,
    folder: path.relative(root, folder).replaceAll('\\', '/'),
    options: allOptions(server),
    tools: new Set(tools.map(({ name }) => name)),
    otherNames: new Set([
      ...tools.flatMap(({ tool }) => Object.keys(real(tool.input).shape)),
      ...(server.prompts ?? []).map((prompt) => prompt.name),
    ]),
    toolsets: new Set(['default', 'all', ...Object.keys(server.toolsets)]),
  };
}
