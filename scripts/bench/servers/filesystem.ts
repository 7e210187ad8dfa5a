import { floor, fairnessByFind, ladder, official, ownCalls, ripgrep } from '../calls/filesystem.ts';
import type { Server } from '../types.ts';
import { paged } from './paged.ts';

const allow = (folder: string): readonly string[] => [folder];

/** The source of our filesystem server; the cold starts of others are compared with it. */
export const filesystemSource: Server['source'] = {
  kind: 'workspace',
  folder: 'packages/filesystem',
  entry: 'dist/main.mjs',
  bin: 'mcp-server-filesystem',
};

export const filesystemServers: readonly Server[] = [
  {
    name: 'reference',
    family: 'filesystem',
    role: 'reference',
    source: {
      kind: 'npm',
      package: '@modelcontextprotocol/server-filesystem',
      version: '2026.8.31',
      entry: 'node_modules/@modelcontextprotocol/server-filesystem/dist/index.js',
      bin: 'mcp-server-filesystem',
    },
    arguments: allow,
    calls: fairnessByFind(official),
  },
  {
    name: 'ours',
    family: 'filesystem',
    role: 'ours',
    source: filesystemSource,
    // The official server has no output limit. For the same work, ours gets a few large pages.
    arguments: (folder) => ['--max-output', '1000000', folder],
    calls: paged({ ...official, ...ownCalls }),
  },
  {
    name: 'null',
    family: 'filesystem',
    role: 'floor',
    source: { kind: 'file', entry: 'null-server.mjs' },
    calls: fairnessByFind(floor),
  },
  {
    name: 'checked',
    family: 'filesystem',
    role: 'floor',
    source: { kind: 'file', entry: 'checked-server.mjs' },
    arguments: allow,
    calls: ladder,
  },
  {
    name: 'protocol',
    family: 'filesystem',
    role: 'floor',
    source: { kind: 'file', entry: 'protocol-server.mjs' },
    arguments: allow,
    calls: ladder,
  },
  {
    name: 'rg',
    family: 'filesystem',
    role: 'floor',
    runtime: 'binary',
    source: {
      kind: 'npm',
      package: '@vscode/ripgrep',
      version: '1.18.0',
      entry: `node_modules/@vscode/ripgrep-${process.platform}-${process.arch}/bin/${process.platform === 'win32' ? 'rg.exe' : 'rg'}`,
    },
    calls: ripgrep,
  },
];
