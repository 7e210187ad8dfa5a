import { offeredTools } from '../toolsets.ts';
import { madeTool, type CatalogTool } from './catalog.ts';
import type { Serving } from './mcp.ts';

/** The tools that can be called now. */
export interface Offer<Context> {
  tools: readonly CatalogTool<Context>[];
  byName: ReadonlyMap<string, CatalogTool<Context>>;
}

interface Growing<Context> extends Offer<Context> {
  tools: CatalogTool<Context>[];
  byName: Map<string, CatalogTool<Context>>;
}

const offers = new WeakMap<object, Growing<never>>();

/** Returns the tools that a start of a server offers; computed once, not per instance. */
export function offerOf<Context>(serving: Serving<Context>): Offer<Context> {
  return growing(serving);
}

/**
 * Offers tools that a default start leaves out, if nothing in its options stands against them. A start that chose its
 * tools or toolsets keeps that choice.
 * @returns the names that can be called now, and whether any of them is new
 */
export function offerMore<Context>(
  serving: Serving<Context>,
  names: readonly string[],
): { callable: readonly string[]; added: boolean } {
  const { catalog, server, values } = serving;
  const { tools, byName } = growing(serving);
  const isDefault = values.tools.length === 0 && values.toolsets.length === 0;
  const without = new Set(serving.without);
  const more = isDefault ? offeredTools(catalog, server, { ...values, toolsets: ['all'] }) : [];
  const added = more.filter(({ name }) => names.includes(name) && !byName.has(name) && !without.has(name));
  tools.push(...added);
  for (const tool of added) addTo(byName, tool);
  return { callable: names.filter((name) => byName.has(name)), added: added.length > 0 };
}

function growing<Context>(serving: Serving<Context>): Growing<Context> {
  let offer: Growing<Context> | undefined = offers.get(serving);
  if (offer === undefined) {
    const without = new Set(serving.without);
    const made = (serving.tools ?? []).map(madeTool);
    const tools = [...offeredTools(serving.catalog, serving.server, serving.values), ...made].filter(
      ({ name }) => !without.has(name),
    );
    offer = { tools, byName: new Map() };
    for (const tool of tools) addTo(offer.byName, tool);
    offers.set(serving, offer);
  }
  return offer;
}

/** Adds a tool under its name, and under its earlier one unless that is another tool's. */
function addTo<Context>(byName: Map<string, CatalogTool<Context>>, tool: CatalogTool<Context>): void {
  if (tool.formerName !== undefined && !byName.has(tool.formerName)) byName.set(tool.formerName, tool);
  byName.set(tool.name, tool);
}
