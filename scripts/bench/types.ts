/** The words of the bench: what a server, a call, a scenario and a row of a table are. */
import type { Place } from './scratch.ts';

export type JsonObject = { readonly [key: string]: unknown };

/** A family is one server of this repository with the servers that it is measured against. */
export type Family = 'filesystem' | 'sqlite' | 'git' | 'github';

/** Where a server comes from. `entry` is relative to the package, to the install folder, or to this folder. */
export type Source =
  | { readonly kind: 'workspace'; readonly folder: string; readonly entry: string; readonly bin: string }
  | {
      readonly kind: 'npm';
      readonly package: string;
      readonly version: string;
      readonly entry: string;
      readonly bin?: string;
      /** Run install scripts (a native module that compiles or downloads). */
      readonly scripts?: true;
    }
  | { readonly kind: 'file'; readonly entry: string }
  /** A program of the machine, found on the PATH. */
  | { readonly kind: 'system'; readonly entry: string };

export interface Server {
  readonly name: string;
  readonly family: Family;
  /** Ratios are taken against the reference of the family; targets are asked of ours; floors do the bare work. */
  readonly role: 'ours' | 'reference' | 'peer' | 'floor';
  readonly source: Source;
  /** `binary`: the entry is an executable that is started once per call, not a server. */
  readonly runtime?: 'binary';
  /** Arguments after the entry, given the sandbox folder. */
  readonly arguments?: (folder: string) => readonly string[];
  /** What it is started with besides; asked for when it is started. */
  readonly env?: () => Readonly<Record<string, string>>;
  /** A Node of its own, relative to the install folder; without it, the one of `--node`. */
  readonly node?: string;
  /** Scenario name -> what is called. A scenario that is not named here leaves the server out. */
  readonly calls: Readonly<Record<string, ToolCall>>;
}

export interface ToolCall {
  readonly tool: string;
  /** `turn` counts the calls of this server in this scenario, warm-up included. */
  readonly arguments: (place: Place, turn: number) => JsonObject;
  /** The arguments that continue a cut answer; the operation is all its pages. */
  readonly next?: (answer: Answer, sent: JsonObject) => JsonObject | undefined;
  /** What is missing in the whole text of an answer; checked once, before the clock runs. */
  readonly check?: (text: string) => string | undefined;
}

export interface Answer {
  readonly text: string;
  readonly structured: JsonObject | undefined;
  readonly isError: boolean;
  readonly bytes: number;
  /** From writing the request until the whole answer had arrived. */
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

/** Something that answers calls: a running server, or a program that is started for each call. */
export interface Session {
  call(tool: string, args: JsonObject): Promise<Answer>;
  /** Undefined where there is no /proc. */
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

/** What is asked of our server's row. A limit can depend on the major version of Node. */
export interface Target {
  readonly measure: string;
  readonly title: string;
  /** `reference`, `fastest` (of the reference and the peers) or a server's name: the limit is a ratio. Without it: absolute. */
  readonly against?: string;
  /** The families that it is asked of; without it, all that the scenario runs for. */
  readonly families?: readonly Family[];
  readonly atMost?: number | ((nodeMajor: number) => number);
  readonly atLeast?: number;
}

export interface Bench {
  readonly quick: boolean;
  /** The Node that runs the servers. */
  readonly node: string;
  readonly servers: readonly Server[];
}

export interface Scenario {
  readonly name: string;
  /** Without it the scenario runs for every family. */
  readonly family?: Family;
  /** Needs the network or minutes: runs only when `--scenario` names it. */
  readonly onlyWhenNamed?: true;
  readonly columns: readonly Column[];
  /** The column that gets a ratio beside it, and to whom (the family's reference unless named). */
  readonly ratio?: { readonly of: string; readonly to?: string };
  readonly targets: readonly Target[];
  run(bench: Bench): Promise<readonly Row[]>;
}
