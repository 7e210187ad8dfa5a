import { pathsOf, type Machine } from '../machine.ts';
import type { Gate } from './host.ts';

const claudeCodeManaged: Partial<Record<NodeJS.Platform, string>> & { linux: string } = {
  darwin: '/Library/Application Support/ClaudeCode/managed-settings.json',
  win32: 'C:\\Program Files\\ClaudeCode\\managed-settings.json',
  linux: '/etc/claude-code/managed-settings.json',
};

/**
 * Denied servers are read in all settings, allowed ones count where an administrator set them. What a person disables for a project
 * is in the file of the entries.
 * @see https://code.claude.com/docs/en/managed-mcp
 */
export function claudeCodeGates({ platform, home, cwd, env }: Machine): Gate[] {
  const { join } = pathsOf(platform);
  const folder = env['CLAUDE_CONFIG_DIR'];
  const managed = claudeCodeManaged[platform] ?? claudeCodeManaged.linux;
  const settings = [
    managed,
    join(folder || join(home, '.claude'), 'settings.json'),
    ...['settings.json', 'settings.local.json'].map((name) => join(cwd, '.claude', name)),
  ];
  const own = join(folder || home, '.claude.json');
  return [
    ...settings.flatMap((file) => [
      { file, at: ['deniedMcpServers'] },
      { file, at: ['disabledMcpjsonServers'], inProjects: true as const },
    ]),
    { file: managed, at: ['allowedMcpServers'], admits: true as const },
    { file: own, at: ['projects', cwd, 'disabledMcpServers'] },
    { file: own, at: ['projects', cwd, 'disabledMcpjsonServers'], inProjects: true },
  ];
}

/** @see https://geminicli.com/docs/tools/mcp-server */
export function geminiGates(folder: string, { platform, home, cwd }: Machine): Gate[] {
  const { join } = pathsOf(platform);
  const files = [home, cwd].map((place) => join(place, folder, 'settings.json'));
  return [...new Set(files)].flatMap((file) => [
    { file, at: ['mcp', 'excluded'] },
    { file, at: ['mcp', 'allowed'], admits: true as const },
  ]);
}
