/** The start of a stop's server, if it needs more than arguments. */
export interface Start {
  args: string[];
  env: Readonly<Record<string, string>>;
  /** Stops what was started for it. */
  end(): Promise<void>;
}

/** One call of a tool. */
export interface Call {
  /** The sentence above it. Without one, the call prepares the next ones and is not shown. */
  why?: string;
  tool: string;
  /** The arguments, or a function that derives them from the previous answer. */
  args: Record<string, unknown> | ((before: string) => Record<string, unknown>);
  /** True if the tour wants to show a rejection. */
  expectError?: boolean;
  /** Selects the lines to show; by default the first few. */
  only?: RegExp;
}

/** One server's part of the tour, as data. */
export interface Stop {
  /** The server's short name: its command is `mcp-server-<name>`. */
  name: string;
  title: string;
  /** Creates the sample data in a new folder, and returns the server's arguments. */
  prepare(folder: string): string[] | Promise<Start>;
  calls: readonly Call[];
  /** Returns the arguments that a user would configure. */
  configure(): string[];
  /** Variables that go with them, with placeholders for secrets. */
  environment?: Readonly<Record<string, string>>;
}
