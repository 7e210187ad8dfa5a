import * as z from 'zod/v4';
import { ToolError } from '../../src/errors.ts';
import type { Options } from '../../src/options.ts';
import { defineServer } from '../../src/server.ts';
import { defineTool } from '../../src/tool.ts';

export const options = {
  folders: { type: 'directories', positional: true, literals: [':memory:'], env: 'S_FOLDERS', description: 'Folders.' },
  extra: { type: 'directories', env: 'S_EXTRA', description: 'More folders.' },
  file: { type: 'string', path: 'newFile', env: 'S_FILE', description: 'A file.' },
  key: { type: 'string', path: 'file', env: 'S_KEY', description: 'A key.' },
  tool: { type: 'string', path: 'program', env: 'S_TOOL', description: 'A program.' },
  login: { type: 'boolean', default: false, instead: true, env: 'S_LOGIN', description: 'Sign in.' },
  command: { type: 'string', env: 'S_COMMAND', description: 'A command that prints the token.' },
  token: {
    type: 'secret',
    env: 'S_TOKEN',
    also: ['OTHER_TOKEN'],
    unless: ['command'],
    otherwise: 'Or give --command.',
    description: 'The token.',
  },
} as const satisfies Options;

const seldom = defineTool({
  name: 'do_seldom',
  title: 'Do seldom',
  description: 'Do it seldom.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({}),
  handler: async (_input, _context: undefined) => 'done',
});

export const sample = defineServer({
  name: 'sample',
  command: 'mcp-server-sample',
  title: 'Sample',
  version: '1.2.3',
  instructions: 'A sample.',
  options,
  async open({ folders }) {
    if (folders.includes('refused')) throw new ToolError('invalid', 'The server does not want that folder.');
    return { context: undefined };
  },
  check: { tool: 'ping', arguments: ({ folders }) => ({ folders }) },
  toolsets: {
    main: { description: 'All tools.', default: true, tools: [] },
    more: { description: 'A default start leaves it out.', tools: [seldom] },
  },
});
