import { cyanheads, gitItself, ours } from '../calls/git.ts';
import type { Server } from '../types.ts';
import { filesystemSource } from './filesystem.ts';
import { paged } from './paged.ts';

export const gitServers: readonly Server[] = [
  {
    name: 'cyanheads',
    family: 'git',
    role: 'reference',
    source: {
      kind: 'npm',
      package: '@cyanheads/git-mcp-server',
      version: '2.15.3',
      entry: 'node_modules/@cyanheads/git-mcp-server/dist/index.js',
      bin: 'git-mcp-server',
    },
    env: () => ({ MCP_TRANSPORT_TYPE: 'stdio', MCP_LOG_LEVEL: 'error' }),
    calls: cyanheads,
  },
  {
    name: 'our-git',
    family: 'git',
    role: 'ours',
    source: { kind: 'workspace', folder: 'packages/git', entry: 'dist/main.mjs', bin: 'mcp-server-git' },
    // The other server has no output limit. For the same work, ours gets one large page.
    arguments: (folder) => ['--max-output', '1000000', folder],
    // The question is for 100 commits, so later pages are not fetched.
    calls: { ...paged(ours), ...(ours['git-log'] && { 'git-log': ours['git-log'] }) },
  },
  {
    name: 'git',
    family: 'git',
    role: 'floor',
    runtime: 'binary',
    source: { kind: 'system', entry: 'git' },
    calls: gitItself,
  },
  {
    name: 'our-files',
    family: 'git',
    role: 'floor',
    source: filesystemSource,
    arguments: (folder) => [folder],
    calls: {},
  },
];
