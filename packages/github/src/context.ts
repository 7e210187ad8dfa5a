import type { GitHub } from './api/github.ts';

/** What a handler may touch: GitHub, within what this server may read and write there. */
export interface Context {
  github: GitHub;
  /** All tools of this server, and whether this start offers them. */
  catalog: readonly { name: string; description: string; toolsets: readonly string[]; offered: boolean }[];
}
