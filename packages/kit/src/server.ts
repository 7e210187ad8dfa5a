import type { Secret } from './secrets/secret.ts';
import type { CommonValues } from './common-options.ts';
import type { Log } from './log.ts';
import type { Options, Values } from './options.ts';
import type { Prompt } from './prompt.ts';
import type { Resources } from './resource.ts';
import type { ListedTool, Toolsets } from './toolsets.ts';

/** What `open` hands over: what handlers may touch, and how to let it go. */
export interface Opened<Context> {
  context: Context;
  close?(): void | Promise<void>;
  /** Called when a client has connected: a moment to start what its first call will need. */
  ready?(): void;
  /** Names of tools that this start cannot offer, such as those that the other side is too old for. */
  without?: readonly string[];
}

/** Everything besides the options that a server is opened with. */
export interface Start {
  log: Log;
  /** All tools of the server, and whether this start offers them. */
  tools: readonly (ListedTool & { offered: boolean })[];
}

/** Callers over HTTP who bring a credential that the server acts with: each has a context that no other caller's calls touch. */
export interface Callers<O extends Options, Context> {
  /** The value of --http-auth that asks for it. `open` of the server is not called then. */
  auth: string;
  /**
   * Opens what one caller may touch; called once for a credential that is in use, and closed when it no longer is.
   * @throws ToolError `denied` when the credential is not valid.
   */
  open(options: Values<O> & CommonValues, start: Start & { token: Secret }): Promise<Opened<Context>>;
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
  open(options: Values<O> & CommonValues, start: Start): Promise<Opened<Context>>;
  /** Does something else than serving, such as signing in; true when that was all. */
  instead?(options: Values<O> & CommonValues, start: { log: Log }): Promise<boolean>;
  /** A call that does no harm and shows that what the server stands on works, such as a sign-in or a database engine: for --doctor. */
  check?: { tool: string; arguments?(options: Values<O> & CommonValues): Record<string, unknown> };
  /** All tools, by set. The announced list, the golden surfaces and the documentation are generated from it. */
  toolsets: Toolsets<Context>;
  /** Whether a tool is offered by a start with these options; absent: whatever the common options leave. */
  offers?(tool: Pick<ListedTool, 'name' | 'annotations'>, options: Values<O>): boolean;
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
