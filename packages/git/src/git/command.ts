declare const built: unique symbol;

/** The effect of a command on the repository: decides locks, lazy fetching and the queue of writers. */
export type CommandKind = 'read' | 'write' | 'network';

export interface CommandSpec {
  /** The subcommand and everything after it. */
  args: readonly string[];
  kind: CommandKind;
  input?: Uint8Array | string | undefined;
  /** Bytes of stdout that are wanted. Absent: 16 MiB, and more is an error. */
  most?: number | undefined;
  /** Exit codes other than 0 that are an answer. */
  ok?: readonly number[] | undefined;
  env?: Readonly<Record<string, string>> | undefined;
  onStdout?: ((chunk: Buffer) => void) | undefined;
  onStderr?: ((chunk: Buffer) => void) | undefined;
}

/** One git command, checked. Only the builders in `commands/` make one, one builder per subcommand. */
export type GitCommand = CommandSpec & { [built]: true };

/** Imported by the builders only; a test says so. */
export const command = (spec: CommandSpec): GitCommand => spec as GitCommand;

/** Pathspecs for commands that read them from stdin: any byte in a path, no limit of length. */
export const pathsOnStdin = (paths: readonly Uint8Array[]): { flags: string[]; input: Buffer } => ({
  flags: ['--pathspec-from-file=-', '--pathspec-file-nul'],
  input: Buffer.concat(paths.flatMap((path) => [path, Buffer.from([0])])),
});
