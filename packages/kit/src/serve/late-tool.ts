import type { Tool as ToolDefinition } from '@modelcontextprotocol/server';
import type { Annotations, Tool } from '../tool.ts';

/** What is recorded of a tool, so that it can be announced without its code. `npm run generate` writes it. */
export interface Announcement {
  /** The group of tools that is loaded with it. */
  group: string;
  toolset?: string | readonly string[];
  definition: ToolDefinition;
}

/**
 * Tools that are announced from a record, and whose code and schemas are loaded when the first of their group is called.
 * For servers with many tools, of which a session uses few.
 */
export interface LateTools<Context> {
  announced: readonly Announcement[];
  groups: Readonly<Record<string, () => Promise<readonly Tool<Context>[]>>>;
}

/** A tool that is known by what was recorded of it. */
export interface LateTool<Context> {
  name: string;
  annotations: Annotations;
  toolset?: string | readonly string[];
  definition: ToolDefinition;
  load(): Promise<Tool<Context>>;
}

export function lateTools<Context>({ announced, groups }: LateTools<Context>): LateTool<Context>[] {
  const loading = new Map<string, Promise<readonly Tool<Context>[]>>();
  return announced.map(({ group, toolset, definition }) => ({
    name: definition.name,
    annotations: toAnnotations(definition.annotations),
    ...(toolset !== undefined && { toolset }),
    definition,
    async load() {
      const load = groups[group];
      let tools = loading.get(group);
      if (tools === undefined && load !== undefined) loading.set(group, (tools = load()));
      const tool = (await tools)?.find(({ name }) => name === definition.name);
      if (tool === undefined) throw new Error(`${definition.name} is announced, but ${group} does not have it.`);
      return tool;
    },
  }));
}

/** Every late tool, loaded: for what looks at all of them (generated files, tests). */
export async function loadedTools<Context>({
  groups,
}: LateTools<Context>): Promise<{ group: string; tool: Tool<Context> }[]> {
  const loaded = await Promise.all(
    Object.entries(groups).map(async ([group, load]) => (await load()).map((tool) => ({ group, tool }))),
  );
  return loaded.flat();
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
