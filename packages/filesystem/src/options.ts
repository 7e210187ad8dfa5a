import type { Options } from '@mcp-reference/kit';

export const options = {
  folders: {
    type: 'directories',
    positional: true,
    env: 'MCP_FILESYSTEM_FOLDERS',
    description: 'Folders that may be read and written.',
  },
  readOnlyFolder: {
    type: 'directories',
    env: 'MCP_FILESYSTEM_READ_ONLY_FOLDERS',
    description: 'A folder that may only be read; can be given again.',
  },
  deny: {
    type: 'list',
    env: 'MCP_FILESYSTEM_DENY',
    description:
      'Files and folders to hide from every tool, as patterns of .gitignore such as "*.pem" or "/private", in addition to those in a .mcpignore file of an allowed folder.',
  },
  denySecrets: {
    type: 'boolean',
    default: false,
    env: 'MCP_FILESYSTEM_DENY_SECRETS',
    description: 'Hide files that usually hold secrets: .env, private keys, .ssh, credentials of common programs.',
  },
  noUndo: {
    type: 'boolean',
    default: false,
    env: 'MCP_FILESYSTEM_NO_UNDO',
    description: 'Keep no copies of changed files: nothing can be undone, and deleting asks first.',
  },
  clientRoots: {
    expert: true,
    type: 'choice',
    choices: ['fallback', 'narrow', 'ignore'],
    default: 'fallback',
    env: 'MCP_FILESYSTEM_CLIENT_ROOTS',
    description:
      'Roots that a client names: "fallback" uses them where no folder is given, "narrow" only the part of the given folders inside them.',
  },
} as const satisfies Options;
