import type * as z from 'zod/v4';
import type { ResourceEntry } from './resource.ts';
import type { Question, Replies } from './serve/ask.ts';
import type { EarlierAnswer, Labels } from './trust.ts';

/** The effects of a tool. A read-only tool destroys nothing and can always be repeated. */
export type Annotations =
  | { readOnlyHint: true; openWorldHint: boolean }
  | { readOnlyHint: false; destructiveHint: boolean; idempotentHint: boolean; openWorldHint: boolean };

/** Content of an answer: text or media. `data` is base64. */
export type Block =
  | { type: 'text'; text: string }
  | { type: 'image' | 'audio'; data: string; mimeType: string }
  | { type: 'resource'; uri: string; mimeType: string; data: string }
  | { type: 'resource'; uri: string; mimeType: string; text: string };

/** Context of a question to the user. */
export interface About {
  /**
   * Identifies what the consequence was computed from: ids, hashes, modification times. When it changes, an earlier
   * answer no longer counts.
   */
  state?: string;
  /** Lines that the user reads below the question, such as the files that would be deleted. */
  details?: readonly string[];
}

/** The current call: its end, its limits, and ways to report and ask. */
export interface Call {
  /** Aborts when the client cancels, disconnects, or the deadline has passed. */
  signal: AbortSignal;
  /**
   * The time by which the answer must be ready, in milliseconds since the epoch: read it again instead of keeping it, as
   * progress moves it. Operations that can stop earlier and answer in part do so at its first value.
   */
  readonly deadline: number;
  /** Distinguishes the callers of a server over HTTP; absent over stdio, where there is one. */
  readonly caller?: string;
  /** The maximum number of characters in the answer. */
  budget: number;
  /**
   * Reports the progress of a long call. It gives the call more time, and informs the client if the client asked for it.
   */
  progress(done: number, total?: number, message?: string): void;
  /** Adds a sentence that must be read with the answer; it is placed below the answer's text. */
  warn(sentence: string): void;
  /**
   * Asks the user before an irreversible action, and returns only if the answer is yes. Call it at most once per call
   * and before the first effect: the handler runs again from its beginning when the answer arrives. In a host that
   * cannot ask, the call fails with the question and a code, and succeeds when it is repeated with both in `confirm`.
   * @param question one line in plain words with the whole consequence; names from outside go through `named`.
   * @throws ToolError `denied` when the answer is no, or has to come with another call.
   */
  confirm(question: string, about?: About): Promise<void>;
  /** The arguments as the tool gets them; absent outside of tool calls. */
  readonly input?: unknown;
  /** Returns a digest of the tool and its arguments, the same for a repetition of the call. */
  digest(): string;
  /**
   * Asks the client other questions and returns its replies, untrusted. Like with `confirm`, the handler runs again
   * from its beginning when the replies arrive, with those of earlier rounds still there. A client that cannot answer
   * gets the protocol's error; check with `canAsk` first.
   */
  ask(questions: Readonly<Record<string, Question>>): Promise<Replies>;
  /** True if the client can answer such a question. With `url` the question is a page that the client opens. */
  canAsk(method: Question['method'], mode?: 'form' | 'url'): boolean;
  /**
   * Gives the answer as data too, as the tool's `output` describes it. Absent unless the client wants data, so
   * `call.data?.({ rows })` costs nothing otherwise.
   */
  data?(record: Readonly<Record<string, unknown>>): void;
  /**
   * Adds the address of a resource that the answer is about, at most ten. Absent where the client's version of the protocol
   * (before 2025-06-18) has no such links.
   */
  link?(resource: ResourceEntry): void;
  /**
   * Labels what the answer shows; several labels are joined to the strictest. Without one, the answer counts as text by
   * strangers that not everybody may read.
   */
  label(labels: Labels): void;
  /** Returns the answers that other servers gave in this session in the last half hour, if --session-file is given. */
  earlier(): Promise<readonly EarlierAnswer[]>;
  /**
   * Offers tools that a default start leaves out, and tells the client that its list has changed. Returns those of the
   * names that can be called now, and the instructions of toolsets that apply from now on. Absent where many clients
   * share a server.
   */
  offer?(names: readonly string[]): { callable: readonly string[]; instructions: readonly string[] };
  /** Tells the client that its list of tools has changed, as after a sign-in. Absent where many clients share a server. */
  relist?(): void;
  /** Writes to the client's log, if the client keeps one (before 2026-07-28). */
  log(level: 'debug' | 'info' | 'warning' | 'error', message: string): void;
}

export type { Question, Replies };

interface Common<Input extends z.ZodObject> {
  /** `verb_noun`; the file has the same name. */
  name: string;
  /** An earlier name: calls and `--tools` accept it, `tools/list` does not show it. */
  formerName?: string;
  title: string;
  /** Text for the model: what the tool does, then when to prefer another one. */
  description: string;
  annotations: Annotations;
  /**
   * Other names for arguments, also inside objects; accepted but not announced. Names that differ only in case, `_` or
   * `-` need no alias.
   */
  aliases?: Readonly<Record<string, string>>;
  /** True for a tool that may call `call.confirm`: the kit adds the optional argument `confirm` to its input. */
  confirms?: boolean;
  input: Input;
  /** True if the server's view shows the answer, in clients with MCP Apps. */
  view?: true;
}

/** A tool whose answer is data; `render` returns it as text. Clients that want data get both. */
export interface DataTool<Context, Input extends z.ZodObject, Output extends z.ZodObject> extends Common<Input> {
  output: Output;
  handler(input: z.output<Input>, context: Context, call: Call): Promise<z.input<Output>>;
  /** Returns the complete answer in its cheapest readable form. */
  render(output: z.output<Output>): string;
}

/** A tool that answers with text or media. With `output`, its handler also gives data with `call.data`. */
export interface ContentTool<Context, Input extends z.ZodObject> extends Common<Input> {
  output?: z.ZodObject;
  /** True to send the data to clients that did not ask for data, too: for a small list that programs read. */
  alwaysData?: true;
  render?: undefined;
  handler(input: z.output<Input>, context: Context, call: Call): Promise<string | Block[]>;
}

/** Any tool over a context, without its own types: the form that the kit handles after the input was checked. */
export interface Tool<Context> extends Common<z.ZodObject> {
  output?: z.ZodObject | undefined;
  alwaysData?: true | undefined;
  handler(input: never, context: Context, call: Call): Promise<unknown>;
  render?: ((output: never) => string) | undefined;
}

export function defineTool<Context, Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: DataTool<Context, Input, Output>,
): DataTool<Context, Input, Output>;
export function defineTool<Context, Input extends z.ZodObject>(
  tool: ContentTool<Context, Input>,
): ContentTool<Context, Input>;
export function defineTool(tool: object): object {
  return tool;
}
