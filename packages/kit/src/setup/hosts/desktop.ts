import { pathsOf } from '../machine.ts';
import { claudeDesktopFolder, homeFile } from './files.ts';
import type { Host } from './host.ts';

/** Hosts that are applications of the desktop. */
export const desktopHosts = {
  'claude-desktop': {
    title: 'Claude Desktop',
    file: (machine) => pathsOf(machine.platform).join(claudeDesktopFolder(machine), 'claude_desktop_config.json'),
    source: 'https://modelcontextprotocol.io/docs/develop/connect-local-servers',
    key: 'mcpServers',
    isStrict: true,
    next: 'Quit Claude Desktop and start it again.',
  },
  // Follows Cursor's notation
  'lm-studio': {
    title: 'LM Studio',
    file: homeFile('.lmstudio', 'mcp.json'),
    source: 'https://lmstudio.ai/docs/app/mcp',
    key: 'mcpServers',
    next: 'LM Studio notices it by itself; the Program tab shows the server.',
  },
} as const satisfies Record<string, Host>;
