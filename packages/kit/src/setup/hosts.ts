import path from 'node:path';
import { hostNames, type HostName } from './flags.ts';
import { pathsOf, type Machine } from './machine.ts';

/** A program that starts MCP servers, and where and how its configuration names them. */
export interface Host {
  title: string;
  /** Its configuration for the user, on this machine. */
  file(machine: Machine): string;
  /** The property that holds the entries by name. */
  key: string;
  /** Properties of an entry besides `command`, `args` and `env`. */
  extra?: Readonly<Record<string, string>>;
  /** How an entry refers to an environment variable of the host, where the host documents a way. An unset one must do no harm. */
  reference?(variable: string): string;
  /** What it replaces by its own environment, for the same: the variable's name, and what stands for one that is not set. */
  referred?: RegExp;
  /** It asks its user for secrets and keeps them: the property that holds the questions. */
  inputs?: string;
  /** It is started from a terminal, whose environment its servers get. The others are started from a desktop. */
  fromTerminal?: true;
  /** It reads JSON without comments and without commas at the end. */
  isStrict?: true;
  /** It takes a lock of this kind when it writes its file: a folder with `.lock` behind the name. */
  isLocked?: true;
  /** What its user does for the entry to be noticed. */
  next: string;
}

/** Where a program keeps its configuration by the habits of each system. */
function configFolder({ platform, home, env }: Machine): string {
  const { join } = pathsOf(platform);
  if (platform === 'win32') return env['APPDATA'] || join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  return xdgFolder({ home, env });
}

const xdgFolder = ({ home, env }: Pick<Machine, 'home' | 'env'>): string =>
  env['XDG_CONFIG_HOME'] || path.posix.join(home, '.config');

/**
 * On Windows, Claude Desktop is a package (MSIX) since February 2026, which sees another folder than everyone else under
 * the documented name (anthropics/claude-code issues 25579 and 57998). Where there is none it is the older kind.
 */
function claudeDesktopFolder(machine: Machine): string {
  const { platform, home, env, exists, namesIn } = machine;
  const { join } = pathsOf(platform);
  const plain = join(configFolder(machine), 'Claude');
  if (platform !== 'win32') return plain;
  const packages = join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Packages');
  const folders = namesIn(packages)
    .filter((name) => name.startsWith('Claude_'))
    .map((name) => join(packages, name, 'LocalCache', 'Roaming', 'Claude'))
    .filter((folder) => exists(folder));
  return folders.find((folder) => exists(join(folder, 'claude_desktop_config.json'))) ?? folders[0] ?? plain;
}

const vscodeReferred = /\$\{env:(?<variable>\w+)\}/g;
const vscodeReference = (variable: string): string => `\${env:${variable}}`;

/** Every host but `print`, which is none. */
export const hosts: Readonly<Record<Exclude<HostName, 'print'>, Host>> = {
  // modelcontextprotocol.io/docs/develop/connect-local-servers
  'claude-desktop': {
    title: 'Claude Desktop',
    file: (machine) => pathsOf(machine.platform).join(claudeDesktopFolder(machine), 'claude_desktop_config.json'),
    key: 'mcpServers',
    isStrict: true,
    next: 'Quit Claude Desktop and start it again.',
  },
  // code.claude.com/docs/en/mcp: user scope. Its own `claude mcp add-json` would show secrets in the process list and cannot
  // replace; it writes the same file under the same lock, and reads it again before it writes (claude-code issue 3272).
  // Documented there: ${VAR} and ${VAR:-default}; without a default, an unset variable makes the whole file invalid.
  'claude-code': {
    title: 'Claude Code',
    file: ({ platform, home, env }) => pathsOf(platform).join(env['CLAUDE_CONFIG_DIR'] || home, '.claude.json'),
    key: 'mcpServers',
    extra: { type: 'stdio' },
    reference: (variable) => `\${${variable}:-}`,
    referred: /\$\{(?<variable>\w+)(?::-(?<otherwise>[^}]*))?\}/g,
    fromTerminal: true,
    isStrict: true,
    isLocked: true,
    next: 'Start a new session of Claude Code; /mcp shows the server.',
  },
  // cursor.com/docs/mcp: global configuration, config interpolation
  cursor: {
    title: 'Cursor',
    file: ({ platform, home }) => pathsOf(platform).join(home, '.cursor', 'mcp.json'),
    key: 'mcpServers',
    reference: vscodeReference,
    referred: vscodeReferred,
    next: 'Cursor notices it by itself; Settings > MCP shows the server.',
  },
  // code.visualstudio.com/docs/agents/reference/mcp-configuration: user profile, servers and inputs
  vscode: {
    title: 'VS Code',
    file: (machine) => pathsOf(machine.platform).join(configFolder(machine), 'Code', 'User', 'mcp.json'),
    key: 'servers',
    extra: { type: 'stdio' },
    inputs: 'inputs',
    referred: vscodeReferred,
    next: 'In VS Code, run "MCP: List Servers" and start the server there.',
  },
  // docs.windsurf.com/windsurf/cascade/mcp: mcp_config.json, config interpolation
  windsurf: {
    title: 'Windsurf',
    file: ({ platform, home }) => pathsOf(platform).join(home, '.codeium', 'windsurf', 'mcp_config.json'),
    key: 'mcpServers',
    reference: vscodeReference,
    referred: vscodeReferred,
    next: 'In Windsurf, press refresh in the list of MCP servers.',
  },
  // zed.dev/docs/ai/mcp and zed.dev/docs/configuring-zed: macOS too has it under ~/.config
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
    key: 'context_servers',
    next: 'Zed notices it by itself; Settings > AI > MCP Servers shows the server.',
  },
};

export const isHostName = (name: string): name is HostName => hostNames.some((known) => known === name);
