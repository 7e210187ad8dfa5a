import type { Secret } from './secrets/secret.ts';
import type { CommonValues } from './common-options.ts';
import type { Glossary } from './glossary.ts';
import type { Log } from './log.ts';
import type { Options, Values } from './options.ts';
import type { Prompt } from './prompt.ts';
import type { Resources } from './resource.ts';
import type { ToolError } from './errors.ts';
import type { Call, Tool } from './tool.ts';
import type { ListedTool, Toolsets } from './toolsets.ts';

/** The result of `open`: the context of the handlers, and how to close it. */
export interface Opened<Context> {
  context: Context;
  close?(): void | Promise<void>;
  /** Called when a client has connected, to start what its first call will need. */
  ready?(): void;
  /**
   * Called before each tool call over stdio. It may ask the user with `call.ask`, such as to sign in on a page.
   * @throws ToolError instead of the call
   */
  before?(call: Call): Promise<void>;
  /**
   * Rewrites the arguments of a tool call before they are read, where a value can mean only one thing, such as the address
   * of an issue in place of its number. Returns the same object if there is nothing to rewrite; never throws.
   */
  normalize?(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** Tools of this start only, such as queries that the user saved. They are offered whatever set is chosen. */
  tools?: readonly Tool<Context>[];
  /** Names of tools that this start cannot offer, such as tools that the remote service is too old for. */
  without?: readonly string[];
  /**
   * Looks up names of further tools that are not listed because the credential cannot use them. Called when tools are
   * listed, so that a start does not wait for it. Never rejects.
   */
  hides?(): Promise<readonly string[]>;
}

/** Values other than the options that a server is opened with. */
export interface Start {
  log: Log;
  /** All tools of the server, and whether this start offers them. */
  tools: readonly (ListedTool & {
    offered: boolean;
    /** The rest of a sentence about a tool that is not offered: which option offers it. */
    whyNot(): string;
    definition: { name: string; inputSchema: object };
  })[];
}

/** HTTP callers with a credential that the server acts with: each has a context that no other caller's calls touch. */
export interface Callers<O extends Options, Context> {
  /** The value of --http-auth that selects it; the server's `open` is then not called. */
  auth: string;
  /** Returns the authorization server that issues the credentials, for clients that sign their users in (RFC 9728). */
  issuer?(options: Values<O> & CommonValues): { url: string; scopes: readonly string[] };
  /**
   * Opens the context of one caller. Called once per credential in use; closed when it is no longer used.
   * @throws ToolError `denied` when the credential is not valid.
   */
  open(options: Values<O> & CommonValues, start: Start & { token: Secret }): Promise<Opened<Context>>;
}

/** A server as a value. Everything announced, documented or tested about it is read from here. */
export interface Server<O extends Options, Context> {
  /** Short name, such as `filesystem`. */
  name: string;
  /** The command that starts it. */
  command: string;
  title: string;
  version: string;
  /** One sentence for people, such as in a host's list of servers. */
  description?: string;
  /** The page that describes it. */
  websiteUrl?: string;
  /** A square SVG image, for hosts that show one. */
  icon?: string;
  /**
   * Text for the model, once per session: facts that do not belong to a single tool's description. Those of one toolset
   * are in its `instructions`.
   */
  instructions: string;
  options: O;
  /** Turns checked options into the context that handlers use; the only place that creates authority. */
  open(options: Values<O> & CommonValues, start: Start): Promise<Opened<Context>>;
  /** Runs a one-off action such as sign-in. Returns true if the process should exit. */
  instead?(options: Values<O> & CommonValues, start: { log: Log }): Promise<boolean>;
  /** A harmless call for --doctor that shows that the foundation works, such as the sign-in or the database engine. */
  check?: { tool: string; arguments?(options: Values<O> & CommonValues): Record<string, unknown> };
  /** All tools, by set. The announced list, the golden surfaces and the documentation are generated from it. */
  toolsets: Toolsets<Context>;
  /** Imports the descriptions of arguments that `tools/list` leaves out, when an error or a reference needs them. */
  glossary?(): Promise<{ glossary: Glossary }>;
  /** Decides from the options whether a tool is offered. By default all tools that the common options leave are. */
  offers?(tool: Pick<ListedTool, 'name' | 'annotations'>, options: Values<O>): boolean;
  /**
   * Explains an error that no handler planned for, such as an answer in an unknown form. It is logged either way; without
   * an explanation the model is only told where the log has it.
   */
  explain?(error: unknown, call: Pick<Call, 'signal'>): ToolError | undefined;
  /**
   * Headers of HTTP requests that restrict the context of their calls while their value is true, such as
   * `x-mcp-lockdown`. They must only restrict.
   */
  restrictions?: Readonly<Record<string, (context: Context) => Context>>;
  /** Bytes from which on V8's space for new objects does not grow, for servers with small answers. */
  youngHeap?: number;
  resources?: Resources<Context>;
  prompts?: readonly Prompt<Context>[];
  /** The page that shows answers in clients with MCP Apps; imported when a client reads it. */
  view?(): Promise<{ html: string }>;
  /** The privacy policies of the services that it sends data to. */
  privacyPolicies?: readonly string[];
  /** Opens separate contexts for HTTP callers with their own credentials. */
  callers?: Callers<O, Context>;
  /** For servers that take folders from their client (its roots), over stdio. Absent: a client is not asked for them. */
  clientRoots?: {
    /** Returns true if this start asks for them. */
    wanted(context: Context): boolean;
    /** The context for a client that names these folders, as `file://` addresses; always made from that of the start. */
    apply(context: Context, roots: readonly string[]): Promise<Context>;
  };
}

export function defineServer<const O extends Options, Context>(server: Server<O, Context>): Server<O, Context> {
  return server;
}
