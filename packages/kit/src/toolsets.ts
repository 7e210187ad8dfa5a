import type { CommonValues } from './common-options.ts';
import type { Annotations, Tool } from './tool.ts';

/** A tool, or an import of the module that exports it and nothing else: `() => import('./tools/read-file.ts')`. */
export type ToolSource<Context> = Tool<Context> | (() => Promise<Readonly<Record<string, Tool<Context>>>>);

/** Tools that a user turns on together, with `--toolsets`. */
export interface Toolset<Context> {
  /** One sentence on what its tools are for. */
  description: string;
  /** Offered when `--toolsets` is absent or names "default". */
  default?: true;
  /** Left out by `--toolsets all`, such as a set of aliases or a selection from other sets. */
  optIn?: true;
  /**
   * Facts that a model needs to use several of its tools together, a sentence or two each. Sent at the start of a session
   * while every tool that they name is offered.
   */
  instructions?: readonly string[];
  /** A tool can be in several sets. A module is imported when its tool is first called. */
  tools: readonly ToolSource<Context>[];
}

export type Toolsets<Context> = Readonly<Record<string, Toolset<Context>>>;

/** The facts about a tool that are known before its module is imported. */
export interface ListedTool {
  name: string;
  formerName?: string | undefined;
  description: string;
  annotations: Annotations;
  /** The sets that it is in, in the order of the server's table. */
  toolsets: readonly string[];
}

export interface LoadedTool<Context> extends ListedTool {
  tool: Tool<Context>;
  /** The set that it comes first in. */
  toolset: string;
  index: number;
}

/** Imports all tools of a server, for generated files and tests. A tool of several sets is returned once. */
export async function loadTools<Context>(toolsets: Toolsets<Context>): Promise<LoadedTool<Context>[]> {
  const byName = new Map<string, LoadedTool<Context> & { toolsets: string[] }>();
  for (const [toolset, { tools }] of Object.entries(toolsets)) {
    for (const [index, tool] of (await Promise.all(tools.map(loadTool))).entries()) {
      const { name, formerName, description, annotations } = tool;
      const known = byName.get(name);
      if (known === undefined)
        byName.set(name, { name, formerName, description, annotations, toolsets: [toolset], tool, toolset, index });
      else known.toolsets.push(toolset);
    }
  }
  return [...byName.values()];
}

/** @throws Error when the module does not export exactly one tool. */
export async function loadTool<Context>(source: ToolSource<Context>): Promise<Tool<Context>> {
  if (typeof source !== 'function') return source;
  const [tool, ...others] = Object.values(await source());
  if (tool === undefined || others.length > 0)
    throw new Error(`The module of a tool exports one tool: ${String(source)}`);
  return tool;
}

/** The options that decide which tools are offered. */
export type Offer = Pick<CommonValues, 'readOnly' | 'tools' | 'toolsets' | 'excludeTools'>;

/**
 * Returns the tools that a start with these options offers. `--tools` replaces the choice by sets; `--read-only`,
 * `--exclude-tools` and the server's own `offers` can only remove.
 */
export function offeredTools<T extends Omit<ListedTool, 'description'>, Context>(
  tools: readonly T[],
  server: {
    toolsets: Toolsets<Context>;
    offers?(tool: Pick<ListedTool, 'name' | 'annotations'>, options: Offer): boolean;
  },
  options: Offer,
): T[] {
  const wanted = wantedToolsets(server.toolsets, options.toolsets);
  const named = new Set(options.tools);
  const excluded = new Set(options.excludeTools);
  return tools.filter((tool) => {
    if (isIn(excluded, tool) || (options.readOnly && !tool.annotations.readOnlyHint)) return false;
    if (server.offers?.(tool, options) === false) return false;
    return named.size > 0 ? isIn(named, tool) : tool.toolsets.some((set) => wanted.has(set));
  });
}

const isIn = (
  names: ReadonlySet<string>,
  { name, formerName = name }: Pick<ListedTool, 'name' | 'formerName'>,
): boolean => names.has(name) || names.has(formerName);

function wantedToolsets<Context>(toolsets: Toolsets<Context>, given: readonly string[]): Set<string> {
  const asked = new Set(given.length === 0 ? ['default'] : given);
  const wanted = Object.entries(toolsets).filter(
    ([name, set]) => asked.has(name) || (asked.has('default') && set.default) || (asked.has('all') && !set.optIn),
  );
  return new Set(wanted.map(([name]) => name));
}
