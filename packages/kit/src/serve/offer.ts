import { offeredTools, type Offer as Choice } from '../toolsets.ts';
import type { CatalogTool } from './catalog.ts';
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
 * @returns the names that can be called now, and those of them that are new
 */
export function offerMore<Context>(
  serving: Serving<Context>,
  names: readonly string[],
): { callable: readonly string[]; added: readonly string[] } {
  const { catalog, server, values } = serving;
  const { tools, byName } = growing(serving);
  const isDefault = values.tools.length === 0 && values.toolsets.length === 0;
  const without = new Set(serving.without);
  const more = isDefault ? offeredTools(catalog, server, { ...values, toolsets: ['all'] }) : [];
  const added = more.filter(({ name }) => names.includes(name) && !byName.has(name) && !without.has(name));
  tools.push(...added);
  for (const tool of added) addTo(byName, tool);
  return { callable: names.filter((name) => byName.has(name)), added: added.map(({ name }) => name) };
}

function growing<Context>(serving: Serving<Context>): Growing<Context> {
  let offer: Growing<Context> | undefined = offers.get(serving);
  if (offer === undefined) {
    const without = new Set(serving.without);
    const tools = [...chosen(serving), ...made(serving)].filter(({ name }) => !without.has(name));
    offer = { tools, byName: new Map() };
    for (const tool of tools) addTo(offer.byName, tool);
    offers.set(serving, offer);
  }
  return offer;
}

/** The tools that the options choose, or of these the ones that a request chooses. */
function chosen<Context>({ catalog, server, values, narrowed }: Serving<Context>): CatalogTool<Context>[] {
  const offered = offeredTools(catalog, server, values);
  if (narrowed === undefined) return offered;
  const { readOnly, toolsets, tools } = narrowed;
  const excludeTools = [...values.excludeTools, ...narrowed.excludeTools];
  const isDefault = values.tools.length === 0 && values.toolsets.length === 0;
  const names = toolsets.length > 0 || tools.length > 0;
  // A request may choose among all toolsets where the options choose none.
  const from =
    isDefault && names ? offeredTools(catalog, server, { ...values, toolsets: Object.keys(server.toolsets) }) : offered;
  const isLeft = ({ name, formerName = name, annotations }: CatalogTool<Context>): boolean =>
    (!readOnly || annotations.readOnlyHint) && !excludeTools.includes(name) && !excludeTools.includes(formerName);
  if (!names) return from.filter(isLeft);
  const choose = (choice: Pick<Choice, 'tools' | 'toolsets'>) =>
    offeredTools(from, server, { readOnly: values.readOnly || readOnly, excludeTools, ...choice });
  // Tools by name come beside those of the toolsets, as with GitHub's hosted server.
  const wanted = new Set([
    ...(toolsets.length > 0 ? choose({ tools: [], toolsets: [...toolsets] }) : []),
    ...(tools.length > 0 ? choose({ tools: [...tools], toolsets: [] }) : []),
  ]);
  return from.filter((tool) => wanted.has(tool));
}

/** The tools that this start made, unless a request chooses by names. */
function made<Context>({ tools = [], narrowed }: Serving<Context>): CatalogTool<Context>[] {
  if (narrowed !== undefined && narrowed.toolsets.length + narrowed.tools.length > 0) return [];
  return tools.filter(
    ({ name, annotations }) =>
      (narrowed?.readOnly !== true || annotations.readOnlyHint) && narrowed?.excludeTools.includes(name) !== true,
  );
}

/** Adds a tool under its name, and under its earlier one unless that is another tool's. */
function addTo<Context>(byName: Map<string, CatalogTool<Context>>, tool: CatalogTool<Context>): void {
  if (tool.formerName !== undefined && !byName.has(tool.formerName)) byName.set(tool.formerName, tool);
  byName.set(tool.name, tool);
}
