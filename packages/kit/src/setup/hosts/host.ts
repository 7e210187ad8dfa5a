import type { DocumentFormat } from '../document.ts';
import type { Machine } from '../machine.ts';

/** A program that starts MCP servers, and how its configuration lists them. */
export interface Host extends Layout {
  title: string;
  /** Returns the user's configuration file on a machine. */
  file(machine: Machine): string;
  /** The configuration that a project can have, below its folder. Its layout is the user's where nothing else is said. */
  project?: Partial<Layout> & { path: readonly string[] };
  /** Returns the file of a profile, for hosts that have profiles. */
  profile?(name: string, machine: Machine): string;
  /** The address of the documentation that the places and the form are from. */
  source: string;
  /**
   * The date on which the host's own program was seen to start an entry written here; absent if only documentation says
   * so.
   */
  verified?: string;
  /** The date for the project's configuration. */
  projectVerified?: string;
  /** Returns a reference to an environment variable of the host. An unset one must do no harm. */
  reference?(variable: string): string;
  /** Matches references that the host replaces: the name of the variable, and the value for an unset one. */
  referred?: RegExp;
  /** The property that holds questions, if the host asks its user for secrets and keeps them. */
  inputs?: string;
  /** Set if it is started from a terminal, whose environment its servers inherit. Others are started from a desktop. */
  fromTerminal?: true;
  /** Set if its servers get all variables of the terminal; otherwise only the basic ones. */
  passesAll?: true;
  /** Matches variables that it keeps from its servers. */
  withholds?: RegExp;
  /** Set if it takes a lock when it writes its file: a folder with `.lock` appended to the name. */
  isLocked?: true;
  /** Files whose `env` it adds to the environment of servers. */
  settings?(machine: Machine): string[];
  /** The way it introduces itself to servers, for the doctor. */
  client?: HostClient;
  /** The number of tools of all servers together that it offers a model. */
  mostTools?: number;
  /** Seconds that it waits for a server to start, if it is known. */
  startsWithin?: number;
  /** The lists in its configuration that decide which entries it starts. */
  gates?(machine: Machine): Gate[];
  /** The property of an entry that says how long it waits for that server, and its unit in milliseconds. */
  waits?: { key: string; unit: number };
  /** The step after which the host notices the entry. */
  next: string;
}

/** A list of names of entries in a configuration. */
export interface Gate {
  file: string;
  /** The properties that lead to the list. */
  at: readonly string[];
  /** Set if only the entries in it are started; otherwise they are not. */
  admits?: true;
  /** Set if it is about the configuration of projects alone. */
  inProjects?: true;
}

/** The way a file lists servers. */
export interface Layout {
  /** The property that holds the entries by name, or as a list of entries with a `name`. */
  key: string;
  /** The format of the file; JSON with comments by default. */
  format?: DocumentFormat;
  /** Properties of an entry in addition to `command`, `args` and `env`. */
  extra?: Readonly<Record<string, unknown>>;
  /** The host's own form of an entry, if it is not `command`, `args` and `env`. */
  form?: EntryForm;
  /** Set if it reads JSON without comments and trailing commas. */
  isStrict?: true;
  /** The text of a new file, if it must hold more than the entry. */
  blank?: string;
}

/** Facts about a host as a client, seen in its own handshake. */
export interface HostClient {
  name: string;
  protocolVersion: string;
  /** Set if it names its working folder as a root. */
  hasRoots?: true;
  /** Set if it can put questions to its user. */
  asks?: true;
  /** Set if it tries the handshake-less protocol first. */
  discovers?: true;
}

/** Converts between a host's own form of an entry and `command`, `args` and `env`. */
export interface EntryForm {
  write(entry: Readonly<Record<string, unknown>>, name: string): Record<string, unknown>;
  read(entry: Readonly<Record<string, unknown>>): Record<string, unknown>;
}
