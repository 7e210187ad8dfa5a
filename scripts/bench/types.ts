/** The terms of the bench: server, call, scenario, and row of a table. */
import type { Place } from './scratch.ts';

export type JsonObject = { readonly [key: string]: unknown };

/** One server of this repository and the servers that it is compared with. */
export type Family = 'filesystem' | 'sqlite' | 'git' | 'github';

/** The source of a server. `entry` is relative to the package, to the install folder, or to this folder. */
export type Source =
  | { readonly kind: 'workspace'; readonly folder: string; readonly entry: string; readonly bin: string }
  | {
      readonly kind: 'npm';
      readonly package: string;
      readonly version: string;
      readonly entry: string;
      readonly bin?: string;
      /** Runs install scripts, for native modules that compile or download. */
      readonly scripts?: true;
    }
  | { readonly kind: 'file'; readonly entry: string }
  /** A program of the machine, found on the PATH. */
  | { readonly kind: 'system'; readonly entry: string };

export interface Server {
  readonly name: string;
  readonly family: Family;
  /** Ratios refer to the reference of the family, targets apply to ours, floors do the bare work. */
  readonly role: 'ours' | 'reference' | 'peer' | 'floor';
  readonly source: Source;
  /** `binary`: the entry is an executable that is started once per call, not a server. */
  readonly runtime?: 'binary';
  /** Arguments after the entry, given the sandbox folder. */
  readonly arguments?: (folder: string) => readonly string[];
  /** Additional variables; called when it is started. */
  readonly env?: () => Readonly<Record<string, string>>;
  /** A separate Node, relative to the install folder; by default the one of `--node`. */
  readonly node?: string;
  /** Calls by scenario name. Without an entry, the server is not part of the scenario. */
  readonly calls: Readonly<Record<string, ToolCall>>;
}

export interface ToolCall {
  readonly tool: string;
  /** `turn` counts the calls of this server in this scenario, warm-up included. */
  readonly arguments: (place: Place, turn: number) => JsonObject;
  /** Returns the arguments that continue a truncated answer; the operation is all its pages. */
  readonly next?: (answer: Answer, sent: JsonObject) => JsonObject | undefined;
  /** Returns what is missing in the whole text of an answer; checked once, before measuring. */
  readonly check?: (text: string) => string | undefined;
}

export interface Answer {
  readonly text: string;
  readonly structured: JsonObject | undefined;
  readonly isError: boolean;
  readonly bytes: number;
  /** From writing the request until the whole answer arrived. */
  readonly ms: number;
}

export interface Usage {
  /** CPU time of the process tree since it started, reaped children included. */
  readonly cpuMs: number;
  readonly rssMb: number;
  readonly treeRssMb: number;
  readonly peakRssMb: number;
  readonly treePeakRssMb: number;
}

/** A running server, or a program that is started for each call. */
export interface Session {
  call(tool: string, args: JsonObject): Promise<Answer>;
  /** Undefined on systems without /proc. */
  usage(): Usage | undefined;
  close(): Promise<void>;
}

export type Cell = number | string | undefined;

export interface Column {
  readonly key: string;
  readonly title: string;
}

export interface Row {
  readonly server: Server;
  readonly cells: Readonly<Record<string, Cell>>;
  readonly note?: string | undefined;
  readonly failed?: string | undefined;
}

/** A target for our server's row. A limit can depend on the major version of Node. */
export interface Target {
  readonly measure: string;
  readonly title: string;
  /**
   * `reference`, `fastest` (of the reference and the peers) or a server's name: the limit is a ratio. Otherwise it is
   * absolute.
   */
  readonly against?: string;
  /** The families that it applies to; by default all of the scenario. */
  readonly families?: readonly Family[];
  readonly atMost?: number | ((nodeMajor: number) => number);
  readonly atLeast?: number;
}

export interface Bench {
  readonly quick: boolean;
  /** The Node that runs the servers. */
  readonly node: string;
  /** Those of one family. */
  readonly servers: readonly Server[];
  /** Those of all families, for scenarios that wait for all of them together. */
  readonly all: readonly Server[];
}

export interface Scenario {
  readonly name: string;
  /** The family that it runs for; by default every one. */
  readonly family?: Family;
  /** Needs the network or minutes: runs only when `--scenario` names it. */
  readonly onlyWhenNamed?: true;
  readonly columns: readonly Column[];
  /** The column that gets a ratio next to it, and the server that it refers to (by default the family's reference). */
  readonly ratio?: { readonly of: string; readonly to?: string };
  readonly targets: readonly Target[];
  run(bench: Bench): Promise<readonly Row[]>;
}
