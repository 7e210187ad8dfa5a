/** One server's part of the tour, as data. */
export interface Stop {
  /** The server's short name: its command is `mcp-server-<name>`. */
  name: string;
  title: string;
  /** Makes the sample data in a folder that does not exist yet, and returns the server's arguments. */
  prepare(folder: string): string[];
  calls: readonly { why: string; tool: string; args: Record<string, unknown>; expectError?: boolean }[];
  /** The arguments that a person would put into a configuration. */
  configure(): string[];
}
