import { fileURLToPath } from 'node:url';
import { listIssues } from '../calls/github.ts';
import { githubAddress } from '../fixtures/github.ts';
import type { Server } from '../types.ts';
import { filesystemSource } from './filesystem.ts';
import { paged } from './paged.ts';

const of = { owner: 'octo', repo: 'garden' };
const token = { GITHUB_PERSONAL_ACCESS_TOKEN: 'ghp_madeUpForTheBench000000000000000000' };

export const githubServers: readonly Server[] = [
  {
    name: 'archived',
    family: 'github',
    role: 'reference',
    source: {
      kind: 'npm',
      package: '@modelcontextprotocol/server-github',
      version: '2025.4.8',
      entry: 'node_modules/@modelcontextprotocol/server-github/dist/index.js',
      bin: 'mcp-server-github',
    },
    env: () => ({
      ...token,
      BENCH_GITHUB: githubAddress(),
      NODE_OPTIONS: `--require=${fileURLToPath(new URL('../github-redirect.cjs', import.meta.url))}`,
    }),
    calls: listIssues({ ...of, per_page: 100 }),
  },
  {
    name: 'our-github',
    family: 'github',
    role: 'ours',
    source: { kind: 'workspace', folder: 'packages/github', entry: 'dist/main.mjs', bin: 'mcp-server-github' },
    env: () => ({ ...token, GITHUB_STAND_IN: githubAddress() }),
    arguments: () => ['--max-output', '1000000'],
    calls: paged(listIssues({ ...of, perPage: 100 })),
  },
  {
    name: 'null-github',
    family: 'github',
    role: 'floor',
    source: { kind: 'file', entry: 'null-github.mjs' },
    env: () => ({ BENCH_GITHUB: githubAddress() }),
    calls: listIssues({ path: '/repos/octo/garden/issues?per_page=100' }),
  },
  {
    name: 'our-files',
    family: 'github',
    role: 'floor',
    source: filesystemSource,
    arguments: (folder) => [folder],
    calls: {},
  },
];
