/** What a stop's server is started with, where arguments are not all. */
export interface Start {
  args: string[];
  env: Readonly<Record<string, string>>;
  /** Ends what was started for it. */
  end(): Promise<void>;
}

/** One server's part of the tour, as data. */
export interface Stop {
  /** The server's short name: its command is `mcp-server-<name>`. */
  name: string;
  title: string;
  /** Makes the sample data in a folder that does not exist yet, and returns what the server is started with. */
  prepare(folder: string): string[] | Promise<Start>;
  calls: readonly { why: string; tool: string; args: Record<string, unknown>; expectError?: boolean }[];
  /** The arguments that a person would put into a configuration. */
  configure(): string[];
  /** The environment that goes with them, with words in place of secrets. */
  environment?: Readonly<Record<string, string>>;
}
