import { describe, expect, test } from 'vitest';
import { commonOptions, type CommonValues } from '../src/common-options.ts';
import { parseOptions, type Options } from '../src/options.ts';
import { defineServer, type Server } from '../src/server.ts';
import { catalogOf } from '../src/serve/catalog.ts';
import { unknownTool } from '../src/serve/unknown-tool.ts';
import { offeredTools } from '../src/toolsets.ts';
import { toolOf } from './fixtures.ts';

const done = async () => 'done';
const reading = { annotations: { readOnlyHint: true, openWorldHint: false } } as const;
const writing = (name: string) => toolOf({}, done, name);
const remote = {
  ...writing('git_push'),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true } as const,
};

const server: Server<Options, undefined> = defineServer({
  name: 'test',
  command: 'mcp-server-test',
  title: 'Test',
  version: '1.0.0',
  instructions: 'For tests.',
  options: { write: { type: 'boolean', default: false, env: 'MCP_TEST_WRITE', description: 'Allow writing.' } },
  open: async () => ({ context: undefined }),
  offers: ({ annotations }, options) => annotations.readOnlyHint || ('write' in options && options.write),
  toolsets: {
    main: {
      description: 'Files.',
      default: true,
      tools: [
        { ...writing('read_text_file'), ...reading },
        { ...writing('search_text'), ...reading },
        { ...writing('git_merge'), ...reading },
        writing('edit_file'),
        remote,
      ],
    },
    archive: { description: 'Archives.', tools: [{ ...writing('list_archive'), ...reading }] },
    older: { description: 'Older names.', optIn: true, tools: [{ ...writing('unzip'), ...reading }] },
  },
});

async function told(name: string, values: Partial<CommonValues> & { write?: boolean; noNetwork?: boolean } = {}) {
  const started = { ...parseOptions(commonOptions, [], {}, ':'), write: true, ...values };
  const catalog = await catalogOf(server);
  return unknownTool(name, offeredTools(catalog, server, started), catalog, { server, values: started });
}

describe('a call of a tool that is not offered', () => {
  test.each<[string, Parameters<typeof told>[1], string]>([
    ['read_textfile', {}, 'There is no tool read_textfile. Did you mean read_text_file?'],
    [
      'unzip',
      { toolsets: ['all'] },
      'unzip is in the toolset "older", which is off. Ask the user to start mcp-server-test with --toolsets all,older.',
    ],
    ['grep', {}, 'There is no tool grep. Did you mean search_text?'],
    ['git_cherry_pick', {}, 'There is no tool git_cherry_pick. Did you mean git_merge?'],
    ['str_replace_editor', {}, 'There is no tool str_replace_editor. Did you mean edit_file?'],
    [
      'edit_file',
      { readOnly: true },
      'edit_file changes things, and this server was started with --read-only. Ask the user to start it without that.',
    ],
    [
      'edit_file',
      { write: false },
      'edit_file changes things, and this server was started without --write. Ask the user to start it with that.',
    ],
    [
      'edit_file',
      { excludeTools: ['edit_file'] },
      'edit_file is excluded: this server was started with --exclude-tools.',
    ],
    [
      'edit_file',
      { tools: ['search_text'] },
      'edit_file is not among the tools that this server was started with. Ask the user to add it to --tools.',
    ],
    [
      'git_push',
      { write: false, noNetwork: true },
      'git_push uses the network, and this server was started with --no-network.',
    ],
    [
      'list_archive',
      {},
      'list_archive is in the toolset "archive", which is off. Ask the user to start mcp-server-test with --toolsets default,archive.',
    ],
    [
      'list_archives',
      {},
      'There is no tool list_archives. Did you mean list_archive? It is in the toolset "archive", which is off. Ask the user to start mcp-server-test with --toolsets default,archive.',
    ],
    [
      'str_replace',
      { write: false },
      'There is no tool str_replace. Did you mean edit_file? It changes things, and this server was started without --write. Ask the user to start it with that.',
    ],
    [
      'make_coffee',
      {},
      'There is no tool make_coffee. This server offers: read_text_file, search_text, git_merge, edit_file, git_push.',
    ],
    [
      'x\u202e\n',
      {},
      'There is no tool x\\u202e\\u000a. This server offers: read_text_file, search_text, git_merge, edit_file, git_push.',
    ],
  ])('%s with %j', async (name, values, text) => {
    expect(await told(name, values)).toBe(text);
  });
});
