/** A database as each call describes it to an engine. */
export interface Target {
  /** Name in answers. */
  name: string;
  /** Path for the sandbox; undefined in memory. */
  path?: string | undefined;
  writable: boolean;
  /** Milliseconds to wait for locks of other programs. */
  patience: number;
  /** The size up to which the database may grow, in bytes. */
  mostBytes: number;
  /** Files of SQLite extensions that are loaded. */
  extensions: readonly string[];
  /** Columns whose values are not answered, by table. */
  masked?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Tables that lists leave out. */
  hidden?: readonly string[] | undefined;
}

/** Every operation on a database takes it. */
export interface OnTarget {
  target: Target;
}
