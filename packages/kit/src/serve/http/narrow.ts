import type { IncomingMessage } from 'node:http';
import { near } from '../../answer/near.ts';
import { HttpError } from './http-error.ts';

/** A smaller choice of tools that a request asks for. It never widens what the start of the server allows. */
export interface Narrowing {
  readOnly: boolean;
  toolsets: readonly string[];
  /** Tools beside those of the toolsets. */
  tools: readonly string[];
  excludeTools: readonly string[];
  /** Names of the server's own headers that are switched on. */
  switches: readonly string[];
}

const endpoint = /^\/mcp(?:\/x\/([\w-]{1,64}))?(\/readonly)?\/?$/;
const mostNames = 200;

/** True for an address of the protocol: `/mcp`, `/mcp/readonly`, `/mcp/x/{toolset}` and `/mcp/x/{toolset}/readonly`. */
export const isEndpoint = (path: string): boolean => endpoint.test(path);

/**
 * Reads the choice that a request makes by its address and headers; undefined if it makes none.
 * @throws HttpError 400 for a name that the server does not have: leaving it out would choose other tools
 */
export function narrowingOf(
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  known: { toolsets: readonly string[]; tools: ReadonlySet<string>; switches: readonly string[] },
): Narrowing | undefined {
  const [, ofPath, readOnlyPath] = endpoint.exec(url.split('?')[0] ?? '') ?? [];
  const named = namesIn(headers['x-mcp-toolsets']);
  if (ofPath !== undefined && named.length > 0)
    throw new HttpError(400, 'Choose toolsets by the address or by X-MCP-Toolsets, not by both.');
  const toolsets = ofPath === undefined ? named : [ofPath.toLowerCase()];
  const tools = namesIn(headers['x-mcp-tools']);
  const excludeTools = namesIn(headers['x-mcp-exclude-tools']);
  const readOnly = readOnlyPath !== undefined || isOn('x-mcp-readonly', headers['x-mcp-readonly']);
  const switches = known.switches.filter((name) => isOn(name, headers[name]));
  if (toolsets.length + tools.length + excludeTools.length + switches.length === 0 && !readOnly) return undefined;
  const sets = [...known.toolsets, 'all', 'default'];
  const noSet = toolsets.find((name) => !sets.includes(name));
  if (noSet !== undefined) throw unknown('toolset', noSet, `There are: ${sets.join(', ')}.`);
  const noTool = [...tools, ...excludeTools].find((name) => !known.tools.has(name));
  if (noTool !== undefined) throw unknown('tool', noTool, meant(near(noTool, [...known.tools])));
  return {
    readOnly,
    toolsets: toolsets.toSorted(),
    tools: tools.toSorted(),
    excludeTools: excludeTools.toSorted(),
    switches,
  };
}

/** A name under which the choice can be kept. */
export const keyOf = ({ readOnly, toolsets, tools, excludeTools, switches }: Narrowing): string =>
  JSON.stringify([readOnly, toolsets, tools, excludeTools, switches]);

/**
 * Names in lower case, each once.
 * @throws HttpError 400 for more names than any client needs
 */
function namesIn(header: string | string[] | undefined): string[] {
  const names = new Set(
    (typeof header === 'string' ? header : '')
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  );
  names.delete('');
  if (names.size > mostNames) throw new HttpError(400, `A header names more than ${mostNames} tools or toolsets.`);
  return [...names];
}

function isOn(name: string, header: string | string[] | undefined): boolean {
  const value = typeof header === 'string' ? header.trim().toLowerCase() : '';
  if (['true', '1', 'yes', 'on'].includes(value)) return true;
  if (['', 'false', '0', 'no', 'off'].includes(value)) return false;
  throw new HttpError(400, `${name} must be true or false.`);
}

const meant = (names: readonly string[]): string => (names.length === 0 ? '' : `Did you mean ${names.join(' or ')}?`);

const unknown = (kind: string, name: string, hint: string): HttpError =>
  new HttpError(400, `There is no ${kind} ${JSON.stringify(name.slice(0, 80))}. ${hint}`.trim());
