import type * as z from 'zod/v4';
import type { Question, Replies } from './serve/ask.ts';

/** What a tool does to the world. A read-only tool destroys nothing and can always be repeated. */
export type Annotations =
  | { readOnlyHint: true; openWorldHint: boolean }
  | { readOnlyHint: false; destructiveHint: boolean; idempotentHint: boolean; openWorldHint: boolean };

/** What a tool without an output schema answers with: text or media, sent once. `data` is base64. */
export type Block =
  | { type: 'text'; text: string }
  | { type: 'image' | 'audio'; data: string; mimeType: string }
  | { type: 'resource'; uri: string; mimeType: string; data: string }
  | { type: 'resource'; uri: string; mimeType: string; text: string };

/** What a question to the user is about, besides its sentence. */
export interface About {
  /**
   * Identifies what the consequence was computed from: ids, hashes, modification times. When it changes, an answer that
   * was given before no longer counts.
   */
  state?: string;
  /** Lines that the user reads below the question, such as the files that would be deleted. */
  details?: readonly string[];
}

/** The form that consent had before {@link About}; to be removed once no tool uses it. */
export interface Consent {
  given: boolean;
  how: string;
}

/** This one call: how to notice that it is over, how much may be answered, how to report and to ask. */
export interface Call {
  /** Aborts when the client cancels, disconnects, or the deadline has passed. */
  signal: AbortSignal;
  /** When the answer must be there; milliseconds since the epoch. What can, stops before and answers in part. */
  deadline: number;
  /** How many characters the answer may have. */
  budget: number;
  /** Tells the client how far a long call is. Free where the client did not ask for it. */
  progress(done: number, total?: number, message?: string): void;
  /** Adds a sentence that the answer must not be read without; it goes below the answer's text. */
  warn(sentence: string): void;
  /**
   * Asks the user before something that cannot be undone, and returns only when the answer is yes. Call it at most once per
   * call and before the first effect: the handler runs again from its beginning when the answer arrives. In a host that cannot
   * ask, the call fails with the question and a code, and succeeds when it comes again with both in `confirm`.
   * @param question one line in plain words with the whole consequence; names from outside go through `named`.
   * @throws ToolError `denied` when the answer is no, or has to come with another call.
   */
  confirm(question: string, about?: About | Consent): Promise<void>;
  /**
   * Asks the client for more than consent, and returns what it replied to every question, untrusted. Like `confirm`, the
   * handler runs again from its beginning when the replies arrive, with those of earlier rounds still there. A client
   * that did not declare that it can answer gets the protocol's error; `canAsk` tells before.
   */
  ask(questions: Readonly<Record<string, Question>>): Promise<Replies>;
  canAsk(method: Question['method']): boolean;
  /** Tells the client's log, where the client keeps one (before 2026-07-28). */
  log(level: 'debug' | 'info' | 'warning' | 'error', message: string): void;
}

export type { Question, Replies };

interface Common<Input extends z.ZodObject> {
  /** `verb_noun`; the file is named after it. */
  name: string;
  /** A name that it had before: calls and `--tools` accept it, `tools/list` does not show it. */
  formerName?: string;
  title: string;
  /** For a model: what it does, then when to use it instead of its neighbour. */
  description: string;
  annotations: Annotations;
  /**
   * Other names under which arguments are accepted, also inside objects; they are not announced. Names that differ only in
   * case, `_` or `-` need no alias.
   */
  aliases?: Readonly<Record<string, string>>;
  /** True for a tool that may call `call.confirm`: the kit adds the optional argument `confirm` to its input. */
  confirms?: boolean;
  input: Input;
}

/** Answers data: as structured content, and as the text that `render` makes of it. */
export interface DataTool<Context, Input extends z.ZodObject, Output extends z.ZodObject> extends Common<Input> {
  output: Output;
  handler(input: z.output<Input>, context: Context, call: Call): Promise<z.input<Output>>;
  /** The complete answer in its cheapest readable form. */
  render(output: z.output<Output>): string;
}

/** Answers what is mostly text or media: as content, once. */
export interface ContentTool<Context, Input extends z.ZodObject> extends Common<Input> {
  output?: undefined;
  handler(input: z.output<Input>, context: Context, call: Call): Promise<string | Block[]>;
}

/** Any tool over a context, its own types forgotten: what the kit handles after the input was checked. */
export interface Tool<Context> extends Common<z.ZodObject> {
  output?: z.ZodObject | undefined;
  handler(input: never, context: Context, call: Call): Promise<unknown>;
  render?(output: never): string;
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
