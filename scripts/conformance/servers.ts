import type { Revision } from '../../packages/kit/src/testing/index.ts';

export interface Entry {
  /** The package's folder in `packages/`. */
  name: string;
  /** What it is started with, besides where it listens; `folder` is an empty one of its own. */
  start(folder: string): { args: readonly string[]; env?: Readonly<Record<string, string>> };
  /** Scenarios that it passes on top of those that every server does. */
  more?: Partial<Record<Revision, readonly string[]>>;
}

/** What every server passes: the scenarios that need no tool, resource or prompt of the suite's own fixture. */
export const common: Record<Revision, readonly string[]> = {
  '2025-11-25': [
    'server-initialize',
    'logging-set-level',
    'ping',
    'tools-list',
    'server-sse-multiple-streams',
    'dns-rebinding-protection',
  ],
  '2026-07-28': [
    'tools-list',
    'server-sse-multiple-streams',
    'dns-rebinding-protection',
    'input-required-result-unsupported-methods',
    'http-header-validation',
  ],
};

const resources: Entry['more'] = {
  '2025-11-25': ['resources-list', 'completion-complete'],
  '2026-07-28': ['resources-list', 'completion-complete', 'sep-2164-resource-not-found'],
};

/** The servers that are held to it; one that is new joins with an entry. */
export const servers: readonly Entry[] = [
  {
    name: 'github',
    // Nothing listens there: what the suite asks of every server needs no answer from GitHub.
    start: () => ({
      args: ['--host', 'http://127.0.0.1:9'],
      env: { GITHUB_PERSONAL_ACCESS_TOKEN: `ghp_${'0'.repeat(36)}` },
    }),
  },
  { name: 'filesystem', start: (folder) => ({ args: [folder] }), more: resources },
];
