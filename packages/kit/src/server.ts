import type { CommonValues } from './common-options.ts';
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
  tools: readonly Tool<Context>[];
  /** Tools of other sets than the default one: loaded only for a start that asks for them, as most do not. */
  moreTools?(): Promise<readonly Tool<Context>[]>;
  /** What each set besides the default one is for. */
  toolsets?: Readonly<Record<string, string>>;
  /** Whether a tool is offered by a start with these options; absent: whatever the common options leave. */
  offers?(tool: Pick<Tool<Context>, 'name' | 'annotations'>, options: Values<O>): boolean;
  resources?: Resources<Context>;
  prompts?: readonly Prompt<Context>[];
  /** What is left of the context for a client that names its own folders (roots, before 2026-07-28). Absent: roots are not asked for. */
  narrow?(context: Context, roots: readonly string[]): Promise<Context>;
}

export function defineServer<O extends Options, Context>(server: Server<O, Context>): Server<O, Context> {
  return server;
}

/** The server with all the tools that it has. */
export async function withMoreTools<O extends Options, Context>(
  server: Server<O, Context>,
): Promise<Server<O, Context>> {
  const more = await server.moreTools?.();
  return more === undefined ? server : { ...server, tools: [...server.tools, ...more] };
}

/** The options that decide which tools are offered. */
export type Offer = Pick<CommonValues, 'readOnly' | 'tools' | 'toolsets' | 'excludeTools'>;

/** The tools that a start with these options offers. */
export function offeredTools<Context>(
  server: Pick<Server<Options, Context>, 'tools' | 'toolsets' | 'offers'>,
  options: Offer,
): Tool<Context>[] {
  const { readOnly, tools, toolsets, excludeTools } = options;
  const wanted = new Set(toolsets.length === 0 ? ['default'] : toolsets);
  const named = new Set(tools);
  const excluded = new Set(excludeTools);
  return server.tools.filter((tool) => {
    if (excluded.has(tool.name) || (readOnly && !tool.annotations.readOnlyHint)) return false;
    if (server.offers?.(tool, options) === false) return false;
    if (named.size > 0) return named.has(tool.name);
    return wanted.has('all') || wanted.has(tool.toolset ?? 'default');
  });
}
