import path from 'node:path';
import { pathsOf } from '../machine.ts';
import { configFolder, extensionFile, homeFile, vscodeProfile, xdgFolder } from './files.ts';
import type { Host } from './host.ts';

const vscodeReferred = /\$\{env:(?<variable>\w+)\}/g;
const vscodeReference = (variable: string): string => `\${env:${variable}}`;

const vscode = (title: string, folder: string) =>
  ({
    title,
    file: (machine) => pathsOf(machine.platform).join(configFolder(machine), folder, 'User', 'mcp.json'),
    project: { path: ['.vscode', 'mcp.json'] },
    profile: (name, machine) => vscodeProfile(name, folder, machine),
    source: 'https://code.visualstudio.com/docs/agents/reference/mcp-configuration',
    key: 'servers',
    extra: { type: 'stdio' },
    inputs: 'inputs',
    referred: vscodeReferred,
    mostTools: 128,
    next: `In ${title}, run "MCP: List Servers" and start the server there.`,
  }) as const satisfies Host;

/** Hosts that are editors, and extensions of editors. */
export const editorHosts = {
  // Global configuration, config interpolation
  cursor: {
    title: 'Cursor',
    file: homeFile('.cursor', 'mcp.json'),
    project: { path: ['.cursor', 'mcp.json'] },
    source: 'https://cursor.com/docs/mcp',
    key: 'mcpServers',
    reference: vscodeReference,
    referred: vscodeReferred,
    mostTools: 80,
    next: 'Cursor notices it by itself; Settings > MCP shows the server.',
  },
  vscode: vscode('VS Code', 'Code'),
  'vscode-insiders': vscode('VS Code Insiders', 'Code - Insiders'),
  // Config interpolation
  windsurf: {
    title: 'Windsurf',
    file: homeFile('.codeium', 'windsurf', 'mcp_config.json'),
    source: 'https://docs.windsurf.com/windsurf/cascade/mcp',
    key: 'mcpServers',
    reference: vscodeReference,
    referred: vscodeReferred,
    mostTools: 100,
    next: 'In Windsurf, press refresh in the list of MCP servers.',
  },
  // On macOS, too, it is under ~/.config
  zed: {
    title: 'Zed',
    file: ({ platform, home, env }) =>
      platform === 'win32'
        ? path.win32.join(env['APPDATA'] || path.win32.join(home, 'AppData', 'Roaming'), 'Zed', 'settings.json')
        : path.posix.join(
            platform === 'darwin' ? path.posix.join(home, '.config') : xdgFolder({ home, env }),
            'zed',
            'settings.json',
          ),
    project: { path: ['.zed', 'settings.json'] },
    source: 'https://zed.dev/docs/ai/mcp',
    key: 'context_servers',
    next: 'Zed notices it by itself; Settings > AI > MCP Servers shows the server.',
  },
  'visual-studio': {
    title: 'Visual Studio',
    file: homeFile('.mcp.json'),
    project: { path: ['.mcp.json'] },
    source: 'https://learn.microsoft.com/visualstudio/ide/mcp-servers',
    key: 'servers',
    extra: { type: 'stdio' },
    mostTools: 128,
    next: 'In Visual Studio, choose the tools of the server in the Copilot chat window.',
  },
  // The extension's own settings in VS Code
  cline: {
    title: 'Cline',
    file: extensionFile('saoudrizwan.claude-dev', 'cline_mcp_settings.json'),
    source: 'https://docs.cline.bot/mcp',
    key: 'mcpServers',
    next: 'Cline notices it by itself; its MCP Servers panel shows the server.',
  },
  'roo-code': {
    title: 'Roo Code',
    file: extensionFile('rooveterinaryinc.roo-cline', 'mcp_settings.json'),
    project: { path: ['.roo', 'mcp.json'] },
    source: 'https://docs.roocode.com/features/mcp',
    key: 'mcpServers',
    next: 'Roo Code notices it by itself; its MCP panel shows the server.',
  },
  kiro: {
    title: 'Kiro',
    file: homeFile('.kiro', 'settings', 'mcp.json'),
    project: { path: ['.kiro', 'settings', 'mcp.json'] },
    source: 'https://kiro.dev/docs/mcp/configuration',
    key: 'mcpServers',
    next: 'Kiro notices it by itself; the MCP Servers view shows the server.',
  },
  junie: {
    title: 'JetBrains Junie',
    file: homeFile('.junie', 'mcp', 'mcp.json'),
    project: { path: ['.junie', 'mcp', 'mcp.json'] },
    source: 'https://junie.jetbrains.com/docs',
    key: 'mcpServers',
    next: 'In the IDE, Settings > Tools > Junie > MCP Settings shows the server.',
  },
  antigravity: {
    title: 'Antigravity',
    file: homeFile('.gemini', 'antigravity', 'mcp_config.json'),
    source: 'https://antigravity.google/docs/mcp',
    key: 'mcpServers',
    mostTools: 100,
    next: 'In Antigravity, press refresh in Manage MCP Servers.',
  },
} as const satisfies Record<string, Host>;
