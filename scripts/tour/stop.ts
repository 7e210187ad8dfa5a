/** What a stop's server is started with, where arguments are not all. */
export interface Start {
  args: string[];
  env: Readonly<Record<string, string>>;
  /** Ends what was started for it. */
  end(): Promise<void>;
}

/** One call of a tool. */
export interface Call {
  /** The sentence over it. Absent: the call prepares the next ones and is not shown. */
  why?: string;
  tool: string;
  /** The arguments, or how they follow from the text of the answer before. */
  args: Record<string, unknown> | ((before: string) => Record<string, unknown>);
  /** Whether a refusal is what the tour wants to show. */
  expectError?: boolean;
  /** Which lines of the answer are shown; absent: the first few. */
  only?: RegExp;
}

/** One server's part of the tour, as data. */
export interface Stop {
  /** The server's short name: its command is `mcp-server-<name>`. */
  name: string;
  title: string;
  /** Makes the sample data in a folder that does not exist yet, and returns what the server is started with. */
  prepare(folder: string): string[] | Promise<Start>;
  calls: readonly Call[];
  /** The arguments that a person would put into a configuration. */
  configure(): string[];
  /** The environment that goes with them, with words in place of secrets. */
  environment?: Readonly<Record<string, string>>;
}
