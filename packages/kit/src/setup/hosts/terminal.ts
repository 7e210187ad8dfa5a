import path from 'node:path';
import { pathsOf } from '../machine.ts';
import { configFolder, homeFile, xdgFolder } from './files.ts';
import { commandList, gooseExtension } from './forms.ts';
import { claudeCodeGates, geminiGates } from './gates.ts';
import type { Host } from './host.ts';

/** Hosts that are started from a terminal. Their environment and first messages were seen on the date given. */
export const terminalHosts = {
  // User scope. Its own `claude mcp add-json` would show secrets in the process list and cannot replace; it writes the
  // same file under the same lock, and reads it again before it writes (claude-code issue 3272). Documented: ${VAR} and
  // ${VAR:-default}; without a default, an unset variable makes the whole file invalid.
  'claude-code': {
    title: 'Claude Code',
    file: ({ platform, home, env }) => pathsOf(platform).join(env['CLAUDE_CONFIG_DIR'] || home, '.claude.json'),
    project: { path: ['.mcp.json'] },
    source: 'https://code.claude.com/docs/en/mcp',
    verified: '2026-11-29',
    projectVerified: '2026-11-29',
    key: 'mcpServers',
    extra: { type: 'stdio' },
    reference: (variable) => `\${${variable}:-}`,
    referred: /\$\{(?<variable>\w+)(?::-(?<otherwise>[^}]*))?\}/g,
    fromTerminal: true,
    passesAll: true,
    isStrict: true,
    isLocked: true,
    settings: ({ platform, home, cwd, env }) => {
      const { join } = pathsOf(platform);
      const user = env['CLAUDE_CONFIG_DIR'] || join(home, '.claude');
      return [
        join(user, 'settings.json'),
        join(cwd, '.claude', 'settings.json'),
        join(cwd, '.claude', 'settings.local.json'),
      ];
    },
    gates: (machine) => claudeCodeGates(machine),
    client: { name: 'claude-code', protocolVersion: '2025-11-25', hasRoots: true, asks: true, discovers: true },
    startsWithin: 30,
    next: 'Start a new session of Claude Code; /mcp shows the server.',
  },
  // config.toml, [mcp_servers.<name>]; its environment variables are not passed on
  codex: {
    title: 'Codex',
    file: ({ platform, home, env }) =>
      pathsOf(platform).join(env['CODEX_HOME'] || pathsOf(platform).join(home, '.codex'), 'config.toml'),
    // Read in projects that the user trusts.
    project: { path: ['.codex', 'config.toml'] },
    source: 'https://developers.openai.com/codex/mcp',
    verified: '2026-11-29',
    projectVerified: '2026-11-29',
    key: 'mcp_servers',
    format: 'toml',
    fromTerminal: true,
    waits: { key: 'startup_timeout_sec', unit: 1_000 },
    client: { name: 'codex-mcp-client', protocolVersion: '2025-06-18', asks: true },
    mostTools: 128,
    startsWithin: 10,
    next: 'Start a new session of Codex; /mcp shows the server.',
  },
  // A reference to a variable that is not set stays as it is written.
  'gemini-cli': {
    title: 'Gemini CLI',
    file: homeFile('.gemini', 'settings.json'),
    project: { path: ['.gemini', 'settings.json'] },
    source: 'https://geminicli.com/docs/tools/mcp-server',
    verified: '2026-11-29',
    projectVerified: '2026-11-29',
    key: 'mcpServers',
    fromTerminal: true,
    passesAll: true,
    withholds: /TOKEN|SECRET|PASSW|KEY|AUTH|CREDENTIAL|PRIVATE|CERT/i,
    gates: (machine) => geminiGates('.gemini', machine),
    waits: { key: 'timeout', unit: 1 },
    client: { name: 'gemini-cli-mcp-client', protocolVersion: '2025-06-18', hasRoots: true },
    mostTools: 512,
    next: 'Start a new session of Gemini CLI; /mcp shows the server.',
  },
  // As in Gemini CLI, from which it comes
  'qwen-code': {
    title: 'Qwen Code',
    file: homeFile('.qwen', 'settings.json'),
    project: { path: ['.qwen', 'settings.json'] },
    source: 'https://qwenlm.github.io/qwen-code-docs',
    verified: '2026-11-29',
    projectVerified: '2026-11-29',
    key: 'mcpServers',
    fromTerminal: true,
    passesAll: true,
    gates: (machine) => geminiGates('.qwen', machine),
    waits: { key: 'timeout', unit: 1 },
    client: { name: 'qwen-cli-mcp-client', protocolVersion: '2025-11-25', hasRoots: true },
    next: 'Start a new session of Qwen Code; /mcp shows the server.',
  },
  // COPILOT_HOME moves its folder; "tools" says which tools of the server it may use
  'copilot-cli': {
    title: 'GitHub Copilot CLI',
    file: ({ platform, home, env }) =>
      pathsOf(platform).join(env['COPILOT_HOME'] || pathsOf(platform).join(home, '.copilot'), 'mcp-config.json'),
    // Read in folders that the user trusts.
    project: { path: ['.mcp.json'] },
    source: 'https://docs.github.com/copilot/how-tos/copilot-cli',
    verified: '2026-11-29',
    projectVerified: '2026-11-29',
    key: 'mcpServers',
    extra: { type: 'local', tools: ['*'] },
    fromTerminal: true,
    passesAll: true,
    withholds: /^(GITHUB|GH|COPILOT_GITHUB)_TOKEN$/,
    client: { name: 'copilot-cli', protocolVersion: '2025-11-25', asks: true, discovers: true },
    mostTools: 128,
    next: 'Start a new session of Copilot CLI; /mcp shows the server.',
  },
  // Global configuration; {env:VAR} is empty where VAR is not set
  opencode: {
    title: 'opencode',
    file: ({ platform, home, env }) =>
      pathsOf(platform).join(
        platform === 'win32' ? path.win32.join(home, '.config') : xdgFolder({ home, env }),
        'opencode',
        'opencode.json',
      ),
    project: { path: ['opencode.json'] },
    source: 'https://opencode.ai/docs/mcp-servers',
    verified: '2026-11-29',
    projectVerified: '2026-11-29',
    key: 'mcp',
    extra: { type: 'local', enabled: true },
    form: commandList,
    reference: (variable) => `{env:${variable}}`,
    referred: /\{env:(?<variable>\w+)\}/g,
    fromTerminal: true,
    passesAll: true,
    waits: { key: 'timeout', unit: 1 },
    client: { name: 'opencode', protocolVersion: '2025-11-25', hasRoots: true },
    startsWithin: 30,
    next: 'Start opencode again; /status shows the server.',
  },
  'cline-cli': {
    title: 'Cline CLI',
    file: homeFile('.cline', 'data', 'settings', 'cline_mcp_settings.json'),
    source: 'https://docs.cline.bot/mcp',
    verified: '2026-11-29',
    key: 'mcpServers',
    fromTerminal: true,
    passesAll: true,
    client: { name: '@cline/core', protocolVersion: '2024-11-05' },
    next: 'Start a new session of Cline.',
  },
  // User configuration; the IDE extensions read the same file
  continue: {
    title: 'Continue',
    file: homeFile('.continue', 'config.yaml'),
    project: { path: ['.continue', 'mcpServers', 'mcp.json'], format: 'json', blank: '' },
    source: 'https://docs.continue.dev/customize/deep-dives/mcp',
    verified: '2026-11-29',
    key: 'mcpServers',
    format: 'yaml-list',
    blank: 'name: Local configuration\nversion: 1.0.0\nschema: v1\n',
    fromTerminal: true,
    passesAll: true,
    client: { name: 'continue-cli-client', protocolVersion: '2025-11-25' },
    next: 'Start a new session of Continue.',
  },
  goose: {
    title: 'Goose',
    file: (machine) =>
      machine.platform === 'win32'
        ? path.win32.join(configFolder(machine), 'Block', 'goose', 'config', 'config.yaml')
        : path.posix.join(
            machine.platform === 'darwin' ? path.posix.join(machine.home, '.config') : xdgFolder(machine),
            'goose',
            'config.yaml',
          ),
    source: 'https://block.github.io/goose/docs/guides/config-files',
    key: 'extensions',
    format: 'yaml',
    extra: { type: 'stdio', enabled: true, timeout: 300 },
    form: gooseExtension,
    fromTerminal: true,
    passesAll: true,
    next: 'Start a new session of Goose.',
  },
  droid: {
    title: 'Droid',
    file: homeFile('.factory', 'mcp.json'),
    project: { path: ['.factory', 'mcp.json'] },
    source: 'https://docs.factory.ai/cli/configuration/mcp',
    verified: '2026-11-29',
    projectVerified: '2026-11-29',
    key: 'mcpServers',
    extra: { type: 'stdio' },
    fromTerminal: true,
    passesAll: true,
    client: { name: 'factory-cli', protocolVersion: '2025-11-25' },
    next: 'Start a new session of Droid; /mcp shows the server.',
  },
  // settings.json, where the key itself contains a dot
  amp: {
    title: 'Amp',
    file: ({ platform, home, env }) =>
      pathsOf(platform).join(
        platform === 'win32' ? path.win32.join(home, '.config') : xdgFolder({ home, env }),
        'amp',
        'settings.json',
      ),
    project: { path: ['.amp', 'settings.json'] },
    source: 'https://ampcode.com/manual',
    key: 'amp.mcpServers',
    fromTerminal: true,
    passesAll: true,
    next: 'Start Amp again; "amp mcp list" shows the server.',
  },
  warp: {
    title: 'Warp',
    file: homeFile('.warp', '.mcp.json'),
    project: { path: ['.warp', '.mcp.json'] },
    source: 'https://docs.warp.dev/agents/capabilities/mcp',
    key: 'mcpServers',
    next: 'In Warp, Settings > Agents > MCP servers shows the server.',
  },
} as const satisfies Record<string, Host>;
