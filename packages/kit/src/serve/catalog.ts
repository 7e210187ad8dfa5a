import type { Tool as ToolDefinition } from '@modelcontextprotocol/server';
import type { CommonValues } from '../common-options.ts';
import type { Options } from '../options.ts';
import type { Server, Start } from '../server.ts';
import { loadTool, loadTools, offeredTools, type ListedTool, type Toolsets } from '../toolsets.ts';
import type { Annotations, Tool } from '../tool.ts';
import { announced } from './announced.ts';
import { whyNot } from './why-not.ts';

/** A tool that `tools/list` can announce without its code; `load` imports the code, once. */
export interface CatalogTool<Context> extends ListedTool {
  definition: ToolDefinition;
  outputSchema?: ToolDefinition['outputSchema'];
  view?: boolean | undefined;
  load(): Promise<Tool<Context>>;
}

/** A tool as the build records it: its definition and its place in the server's table. */
export interface Announcement {
  formerName?: string | undefined;
  toolsets: readonly string[];
  toolset: string;
  index: number;
  definition: ToolDefinition;
  outputSchema?: ToolDefinition['outputSchema'];
  view?: boolean | undefined;
}

/** Returns tools that a start made in the form of those in the server's table. */
export async function madeTools<Context>(
  tools: readonly Tool<Context>[] | undefined,
): Promise<CatalogTool<Context>[] | undefined> {
  if (tools === undefined || tools.length === 0) return undefined;
  const { announce } = await import('./announce.ts');
  return tools.map((tool) => ({
    name: tool.name,
    description: tool.description,
    annotations: tool.annotations,
    toolsets: [],
    definition: announce(tool),
    load: async () => tool,
  }));
}

/**
 * Returns all tools of a server. A built server has a list of them; one that runs from its sources imports them here.
 */
export async function catalogOf<Context>(
  { toolsets }: { toolsets: Toolsets<Context> },
  list: readonly Announcement[] | undefined = announced,
): Promise<CatalogTool<Context>[]> {
  if (list !== undefined) return list.map((announcement) => fromList(toolsets, announcement));
  const { announce, outputSchemaOf } = await import('./announce.ts');
  return (await loadTools(toolsets)).map(({ tool, ...listed }) => ({
    ...listed,
    definition: announce(tool),
    outputSchema: outputSchemaOf(tool),
    view: tool.view,
    load: async () => tool,
  }));
}

/** Marks the tools that a start with these options offers, for a server's `open`. */
export function startTools<Context>(
  catalog: readonly CatalogTool<Context>[],
  server: Server<Options, Context>,
  values: CommonValues,
): Start['tools'] {
  const offered = new Set(offeredTools(catalog, server, values));
  return catalog.map((tool) => ({
    ...tool,
    offered: offered.has(tool),
    whyNot: () => whyNot(tool, server, values),
  }));
}

/** The list that a build puts in the place of `announced.ts`. */
export async function announcementsOf<Context>(toolsets: Toolsets<Context>): Promise<Announcement[]> {
  const { announce, outputSchemaOf } = await import('./announce.ts');
  return (await loadTools(toolsets)).map(({ tool, formerName, toolsets: sets, toolset, index }) => ({
    formerName,
    toolsets: sets,
    toolset,
    index,
    definition: announce(tool),
    outputSchema: outputSchemaOf(tool),
    view: tool.view,
  }));
}

function fromList<Context>(
  all: Toolsets<Context>,
  { formerName, toolsets, toolset, index, definition, outputSchema, view }: Announcement,
): CatalogTool<Context> {
  let loading: Promise<Tool<Context>> | undefined;
  return {
    name: definition.name,
    formerName,
    description: definition.description ?? '',
    annotations: toAnnotations(definition.annotations),
    toolsets,
    definition,
    outputSchema,
    view,
    load() {
      const source = all[toolset]?.tools[index];
      if (source === undefined)
        throw new Error(`${definition.name} is announced, but ${toolset} has no tool ${index}.`);
      return (loading ??= loadTool(source));
    },
  };
}

function toAnnotations(given: ToolDefinition['annotations']): Annotations {
  const openWorldHint = given?.openWorldHint ?? true;
  if (given?.readOnlyHint === true) return { readOnlyHint: true, openWorldHint };
  return {
    readOnlyHint: false,
    destructiveHint: given?.destructiveHint ?? true,
    idempotentHint: given?.idempotentHint ?? false,
    openWorldHint,
  };
}
