/** The servers of the bench, as data. README.md says how to add one. */
import { floor, fairnessByFind, official, ownCalls, ripgrep } from './calls/filesystem.ts';
import type { Answer, JsonObject, Server, ToolCall } from './types.ts';

/**
 * How our servers say where a cut answer goes on, in the first line of the text: `offset=<number>` in a file, `cursor
 * <text>` in a list.
 */
export function next(answer: Answer, sent: JsonObject): JsonObject | undefined {
  const head = answer.text.split('\n', 1)[0] ?? '';
  const cursor = /more with cursor ([\w-]+)/.exec(head)?.[1];
  if (cursor !== undefined) return { ...sent, cursor };
  const offset = /continue with offset=(\d+)/.exec(head)?.[1];
  return offset === undefined ? undefined : { ...sent, offset: Number(offset) };
}

function paged(calls: Readonly<Record<string, ToolCall>>): Readonly<Record<string, ToolCall>> {
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, { ...call, next }]));
}

const allow = (folder: string): readonly string[] => [folder];

export const servers: readonly Server[] = [
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
    source: {
      kind: 'workspace',
      folder: 'packages/filesystem',
      entry: 'dist/main.mjs',
      bin: 'mcp-server-filesystem',
    },
    // The official server has no output limit: the comparison is of the same work, in a few large pages.
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
