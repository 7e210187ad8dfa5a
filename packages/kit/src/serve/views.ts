import type { Tool as ToolDefinition } from '@modelcontextprotocol/server';
import { isRecord } from '../is-record.ts';
import type { CatalogTool } from './catalog.ts';

/** MCP Apps: https://github.com/modelcontextprotocol/ext-apps */
const extension = 'io.modelcontextprotocol/ui';
const mimeType = 'text/html;profile=mcp-app';

/** The address of a server's view. A view shows the answers of several tools. */
const viewUri = (server: string): string => `ui://${server}/view.html`;

/** True if the client declared that it shows views. */
export function showsViews(capabilities: unknown): boolean {
  if (!isRecord(capabilities) || !isRecord(capabilities['extensions'])) return false;
  const ui = capabilities['extensions'][extension];
  if (!isRecord(ui)) return false;
  const { mimeTypes } = ui;
  return !Array.isArray(mimeTypes) || mimeTypes.includes(mimeType);
}

/** The parts of `tools/list` that only some clients get. */
export interface Extras {
  outputSchemas: boolean;
  /** The name of the server, if its view is offered. */
  view: string | undefined;
}

/** Returns the definition of a tool for one client: the same object for a client without extras. */
export function definitionFor<Context>(
  { definition, outputSchema, view }: CatalogTool<Context>,
  { outputSchemas, view: server }: Extras,
): ToolDefinition {
  const withSchema = outputSchemas && outputSchema !== undefined;
  const withView = view === true && server !== undefined;
  if (!withSchema && !withView) return definition;
  return {
    ...definition,
    ...(withSchema && { outputSchema }),
    ...(withView && { _meta: { ui: { resourceUri: viewUri(server) }, 'ui/resourceUri': viewUri(server) } }),
  };
}

/**
 * Returns the view as a resource if that is what the address names. It loads nothing from anywhere: without a list of
 * domains, hosts block the network.
 */
export async function readView(
  uri: string,
  { name, view }: { name: string; view?: (() => Promise<{ html: string }>) | undefined },
): Promise<
  { contents: { uri: string; mimeType: string; text: string; _meta: Record<string, unknown> }[] } | undefined
> {
  if (view === undefined || uri !== viewUri(name)) return undefined;
  const { html } = await view();
  return { contents: [{ uri, mimeType, text: html, _meta: { ui: { csp: {}, prefersBorder: true } } }] };
}
