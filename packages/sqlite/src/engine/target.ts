/** A database, as the server's process tells an engine of it with each call. */
export interface Target {
  /** How answers call it. */
  name: string;
  /** Where it is, for the sandbox; undefined for one in memory. */
  path?: string | undefined;
  writable: boolean;
  /** Milliseconds to wait for locks of other programs. */
  patience: number;
  /** Bytes that it may grow to. */
  mostBytes: number;
}

/** Every operation on a database takes it. */
export interface OnTarget {
  target: Target;
}
