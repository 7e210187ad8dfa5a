import path from 'node:path';
import { hostNames, type HostName } from './flags.ts';
import type { DocumentFormat } from './document.ts';
import { claudeDesktopFolder, configFolder, extensionFile, homeFile, xdgFolder } from './host-files.ts';
import { pathsOf, type Machine } from './machine.ts';

/** A program that starts MCP servers, and how its configuration lists them. */
export interface Host {
  title: string;
  /** Returns the user's configuration file on a machine. */
  file(machine: Machine): string;
  /** The property that holds the entries by name. */
  key: string;
  /** The format of the file; JSON with comments by default. */
  format?: DocumentFormat;
  /**
   * The date on which the host's own program was seen to start an entry written here; absent if only documentation says
   * so.
   */
  verified?: string;
  /** Properties of an entry in addition to `command`, `args` and `env`. */
  extra?: Readonly<Record<string, unknown>>;
  /** The host's own form of an entry, if it is not `command`, `args` and `env`. */
  form?: EntryForm;
  /**
   * Returns a reference to an environment variable of the host, if the host documents a way. An unset one must do no
   * harm.
   */
  reference?(variable: string): string;
  /** Matches references that the host replaces: the name of the variable, and the value for an unset one. */
  referred?: RegExp;
  /** The property that holds questions, if the host asks its user for secrets and keeps them. */
  inputs?: string;
  /** Set if it is started from a terminal, whose environment its servers inherit. Others are started from a desktop. */
  fromTerminal?: true;
  /** Set if it reads JSON without comments and trailing commas. */
  isStrict?: true;
  /** Set if it takes a lock when it writes its file: a folder with `.lock` appended to the name. */
  isLocked?: true;
  /** The step after which the host notices the entry. */
  next: string;
}

/** Converts between a host's own form of an entry and `command`, `args` and `env`. */
export interface EntryForm {
  write(entry: Readonly<Record<string, unknown>>): Record<string, unknown>;
  read(entry: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** opencode has the command line in one list and calls variables `environment`. */
const commandList: EntryForm = {
  write: ({ command, args, env, ...rest }) => ({
    ...rest,
    command: [command, ...(Array.isArray(args) ? args : [])],
    ...(env !== undefined && { environment: env }),
  }),
  read: ({ command, environment, ...rest }) => {
    const [program, ...args] = Array.isArray(command) ? command : [command];
    return { ...rest, command: program, args, ...(environment !== undefined && { env: environment }) };
  },
};

const vscodeReferred = /\$\{env:(?<variable>\w+)\}/g;
const vscodeReference = (variable: string): string => `\${env:${variable}}`;

/** All hosts except `print`, which is not one. */
export const hosts: Readonly<Record<Exclude<HostName, 'print'>, Host>> = {
  // modelcontextprotocol.io/docs/develop/connect-local-servers
  'claude-desktop': {
    title: 'Claude Desktop',
    file: (machine) => pathsOf(machine.platform).join(claudeDesktopFolder(machine), 'claude_desktop_config.json'),
    key: 'mcpServers',
    isStrict: true,
    next: 'Quit Claude Desktop and start it again.',
  },
  // code.claude.com/docs/en/mcp: user scope. Its own `claude mcp add-json` would show secrets in the process list and
  // cannot replace; it writes the same file under the same lock, and reads it again before it writes (claude-code issue
  // 3272). Documented there: ${VAR} and ${VAR:-default}; without a default, an unset variable makes the whole file
  // invalid.
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
  // developers.openai.com/codex/mcp: config.toml, [mcp_servers.<name>]; its environment variables are not passed on
  codex: {
    title: 'Codex',
    file: ({ platform, home, env }) =>
      pathsOf(platform).join(env['CODEX_HOME'] || pathsOf(platform).join(home, '.codex'), 'config.toml'),
    key: 'mcp_servers',
    format: 'toml',
    verified: '2026-11-29',
    next: 'Start a new session of Codex; /mcp shows the server.',
  },
  // geminicli.com/docs/tools/mcp-server: user settings. A reference to a variable that is not set stays as it is
  // written.
  'gemini-cli': {
    title: 'Gemini CLI',
    file: homeFile('.gemini', 'settings.json'),
    key: 'mcpServers',
    verified: '2026-11-29',
    fromTerminal: true,
    next: 'Start a new session of Gemini CLI; /mcp shows the server.',
  },
  // qwenlm.github.io/qwen-code-docs: user settings, as in Gemini CLI, from which it comes
  'qwen-code': {
    title: 'Qwen Code',
    file: homeFile('.qwen', 'settings.json'),
    key: 'mcpServers',
    verified: '2026-11-29',
    fromTerminal: true,
    next: 'Start a new session of Qwen Code; /mcp shows the server.',
  },
  // docs.github.com, Copilot CLI: COPILOT_HOME moves its folder; "tools" says which tools of the server it may use
  'copilot-cli': {
    title: 'GitHub Copilot CLI',
    file: ({ platform, home, env }) =>
      pathsOf(platform).join(env['COPILOT_HOME'] || pathsOf(platform).join(home, '.copilot'), 'mcp-config.json'),
    key: 'mcpServers',
    extra: { type: 'local', tools: ['*'] },
    verified: '2026-11-29',
    fromTerminal: true,
    next: 'Start a new session of Copilot CLI; /mcp shows the server.',
  },
  // opencode.ai/docs/mcp-servers and /docs/config: global configuration; {env:VAR} is empty where VAR is not set
  opencode: {
    title: 'opencode',
    file: ({ platform, home, env }) =>
      pathsOf(platform).join(
        platform === 'win32' ? path.win32.join(home, '.config') : xdgFolder({ home, env }),
        'opencode',
        'opencode.json',
      ),
    key: 'mcp',
    extra: { type: 'local', enabled: true },
    form: commandList,
    reference: (variable) => `{env:${variable}}`,
    referred: /\{env:(?<variable>\w+)\}/g,
    verified: '2026-11-29',
    fromTerminal: true,
    next: 'Start opencode again; /status shows the server.',
  },
  // docs.cline.bot/mcp: the extension's own settings in VS Code
  cline: {
    title: 'Cline',
    file: extensionFile('saoudrizwan.claude-dev', 'cline_mcp_settings.json'),
    key: 'mcpServers',
    next: 'Cline notices it by itself; its MCP Servers panel shows the server.',
  },
  // docs.roocode.com/features/mcp: global configuration
  'roo-code': {
    title: 'Roo Code',
    file: extensionFile('rooveterinaryinc.roo-cline', 'mcp_settings.json'),
    key: 'mcpServers',
    next: 'Roo Code notices it by itself; its MCP panel shows the server.',
  },
  // docs.factory.ai/cli/configuration/mcp: user configuration
  droid: {
    title: 'Droid',
    file: homeFile('.factory', 'mcp.json'),
    key: 'mcpServers',
    extra: { type: 'stdio' },
    verified: '2026-11-29',
    fromTerminal: true,
    next: 'Start a new session of Droid; /mcp shows the server.',
  },
  // ampcode.com/manual: settings.json, where the key itself contains a dot
  amp: {
    title: 'Amp',
    file: ({ platform, home, env }) =>
      pathsOf(platform).join(
        platform === 'win32' ? path.win32.join(home, '.config') : xdgFolder({ home, env }),
        'amp',
        'settings.json',
      ),
    key: 'amp.mcpServers',
    fromTerminal: true,
    next: 'Start Amp again; "amp mcp list" shows the server.',
  },
  // lmstudio.ai/docs/app/mcp: follows Cursor's notation
  'lm-studio': {
    title: 'LM Studio',
    file: homeFile('.lmstudio', 'mcp.json'),
    key: 'mcpServers',
    next: 'LM Studio notices it by itself; the Program tab shows the server.',
  },
  // kiro.dev/docs/mcp/configuration: user configuration
  kiro: {
    title: 'Kiro',
    file: homeFile('.kiro', 'settings', 'mcp.json'),
    key: 'mcpServers',
    next: 'Kiro notices it by itself; the MCP Servers view shows the server.',
  },
  // junie.jetbrains.com/docs: user configuration
  junie: {
    title: 'JetBrains Junie',
    file: homeFile('.junie', 'mcp', 'mcp.json'),
    key: 'mcpServers',
    next: 'In the IDE, Settings > Tools > Junie > MCP Settings shows the server.',
  },
  // antigravity.google/docs/mcp: user configuration
  antigravity: {
    title: 'Antigravity',
    file: homeFile('.gemini', 'antigravity', 'mcp_config.json'),
    key: 'mcpServers',
    next: 'In Antigravity, press refresh in Manage MCP Servers.',
  },
};

export const isHostName = (name: string): name is HostName => hostNames.some((known) => known === name);
