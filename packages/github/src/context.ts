import type { GitHub } from './api/github.ts';

/** The context of a handler: GitHub, within what this server may read and write there. */
export interface Context {
  github: GitHub;
  /** All tools of this server, and whether this start offers them. */
  catalog: readonly {
    name: string;
    description: string;
    toolsets: readonly string[];
    offered: boolean;
    whyNot(): string;
    definition: { name: string; inputSchema: object };
  }[];
  /** Maximum lines of a job log in one answer. */
  contentWindow: number;
  /** Looks up the tools that the token has no scope for. */
  hides(): Promise<readonly string[]>;
}
