import type { Secret } from './secrets/secret.ts';
import type { CommonValues } from './common-options.ts';
import { lateTools, loadedTools, type LateTool, type LateTools } from './serve/late-tool.ts';
import type { Log } from './log.ts';
import type { Options, Values } from './options.ts';
import type { Prompt } from './prompt.ts';
import type { Resources } from './resource.ts';
import type { Tool } from './tool.ts';

/** What `open` hands over: what handlers may touch, and how to let it go. */
export interface Opened<Context> {
  context: Context;
  close?(): void | Promise<void>;
  /** Called when a client has connected: a moment to start what its first call will need. */
  ready?(): void;
  /** Names of tools that this start cannot offer, such as those that the other side is too old for. */
  without?: readonly string[];
}

/** Callers over HTTP who bring a credential that the server acts with: each has a context that no other caller's calls touch. */
export interface Callers<O extends Options, Context> {
  /** The value of --http-auth that asks for it. `open` of the server is not called then. */
  auth: string;
  /**
   * Opens what one caller may touch; called once for a credential that is in use, and closed when it no longer is.
   * @throws ToolError `denied` when the credential is not valid.
   */
  open(options: Values<O> & CommonValues, start: { log: Log; token: Secret }): Promise<Opened<Context>>;
}

/** A server as a value: everything that is announced, documented or tested about it is read from here. */
export interface Server<O extends Options, Context> {
  /** Short name, such as `filesystem`. */
  name: string;
  /** The command that starts it. */
  command: string;
  title: string;
  version: string;
  /** For the model, once per session: what no single tool's description can say. */
  instructions: string;
  options: O;
  /** Turns checked options into the capabilities that handlers use; the only place where authority is created. */
  open(options: Values<O> & CommonValues, start: { log: Log }): Promise<Opened<Context>>;
  /** Does something else than serving, such as signing in; true when that was all. */
  instead?(options: Values<O> & CommonValues, start: { log: Log }): Promise<boolean>;
  /** A call that does no harm and shows that what the server stands on works, such as a sign-in or a database engine: for --doctor. */
  check?: { tool: string; arguments?(options: Values<O> & CommonValues): Record<string, unknown> };
  tools: readonly Tool<Context>[];
  /** Tools of other sets than the default one: loaded only for a start that asks for them, as most do not. */
  moreTools?(): Promise<readonly Tool<Context>[]>;
  /** Tools whose code is loaded when they are first called. */
  late?: LateTools<Context>;
  /** What each set besides the default one is for. */
  toolsets?: Readonly<Record<string, string>>;
  /** The sets that are offered by default, for a server that has its tools in sets throughout. */
  defaultToolsets?: readonly string[];
  /** Sets that "all" leaves out, such as other names for what there is. */
  asideToolsets?: readonly string[];
  /** Whether a tool is offered by a start with these options; absent: whatever the common options leave. */
  offers?(tool: Pick<Tool<Context>, 'name' | 'annotations'>, options: Values<O>): boolean;
  resources?: Resources<Context>;
  prompts?: readonly Prompt<Context>[];
  /** Addresses of the privacy policies of the services that it sends data to. */
  privacyPolicies?: readonly string[];
  /** Over HTTP, callers with a credential of their own may each have a context of their own. */
  callers?: Callers<O, Context>;
  /** What is left of the context for a client that names its own folders (roots, before 2026-07-28). Absent: roots are not asked for. */
  narrow?(context: Context, roots: readonly string[]): Promise<Context>;
}

export function defineServer<const O extends Options, Context>(server: Server<O, Context>): Server<O, Context> {
  return server;
}

/** The server with all the tools that it has. */
export async function withMoreTools<O extends Options, Context>(
  server: Server<O, Context>,
): Promise<Server<O, Context>> {
  const more = await server.moreTools?.();
  return more === undefined ? server : { ...server, tools: [...server.tools, ...more] };
}

/** The server with the code of all its tools loaded: for what looks at all of them (generated files, tests). */
export async function wholeServer<O extends Options, Context>(server: Server<O, Context>): Promise<Server<O, Context>> {
  const { late, moreTools: _, ...rest } = await withMoreTools(server);
  return late === undefined
    ? rest
    : { ...rest, tools: [...rest.tools, ...(await loadedTools(late)).map(({ tool }) => tool)] };
}

/** The options that decide which tools are offered. */
export type Offer = Pick<CommonValues, 'readOnly' | 'tools' | 'toolsets' | 'excludeTools'>;

type Offering<Context> = Pick<
  Server<Options, Context>,
  'tools' | 'late' | 'toolsets' | 'defaultToolsets' | 'asideToolsets' | 'offers'
>;

/** Every tool of a server, whether its code is loaded or not. */
export function allTools<Context>({ tools, late }: Offering<Context>): (Tool<Context> | LateTool<Context>)[] {
  return late === undefined ? [...tools] : [...tools, ...lateTools(late)];
}

/** The tools that a start with these options offers. */
export function offeredTools<Context>(
  server: Offering<Context>,
  options: Offer,
): (Tool<Context> | LateTool<Context>)[] {
  const { readOnly, tools, toolsets, excludeTools } = options;
  const wanted = new Set(toolsets.length === 0 ? ['default'] : toolsets);
  if (wanted.has('default')) for (const set of server.defaultToolsets ?? []) wanted.add(set);
  const named = new Set(tools);
  const excluded = new Set(excludeTools);
  const aside = new Set(server.asideToolsets);
  return allTools(server).filter((tool) => {
    if (excluded.has(tool.name) || (readOnly && !tool.annotations.readOnlyHint)) return false;
    if (server.offers?.(tool, options) === false) return false;
    if (named.size > 0) return named.has(tool.name);
    return toolsetsOf(tool).some((set) => wanted.has(set) || (wanted.has('all') && !aside.has(set)));
  });
}

/** The sets that a tool is in. */
export const toolsetsOf = ({ toolset = 'default' }: { toolset?: string | readonly string[] }): readonly string[] =>
  typeof toolset === 'string' ? [toolset] : toolset;
