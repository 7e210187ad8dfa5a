import { describe, expect, test } from 'vitest';
import { helpText } from '../../src/options.ts';
import { hosts } from '../../src/setup/hosts/index.ts';
import { readCommandLine } from '../../src/setup/command-line.ts';
import { asksForSetup, hostNames } from '../../src/setup/flags.ts';
import { makeMachine } from './sample.ts';

describe('where each host has its configuration', () => {
  const mac = { platform: 'darwin' as const, home: '/Users/me', env: {} };
  const windows = {
    platform: 'win32' as const,
    home: 'C:\\Users\\me',
    env: { APPDATA: 'C:\\Users\\me\\AppData\\Roaming', LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local' },
  };
  const linux = { platform: 'linux' as const, home: '/home/me', env: {} };
  const files = (change: Pick<typeof mac, 'home'> & { platform: NodeJS.Platform; env: NodeJS.ProcessEnv }) => {
    const machine = { ...makeMachine(), ...change };
    return Object.fromEntries(Object.entries(hosts).map(([name, host]) => [name, host.file(machine)]));
  };

  test('macOS', () => {
    expect(files(mac)).toEqual({
      'claude-desktop': '/Users/me/Library/Application Support/Claude/claude_desktop_config.json',
      'claude-code': '/Users/me/.claude.json',
      cursor: '/Users/me/.cursor/mcp.json',
      vscode: '/Users/me/Library/Application Support/Code/User/mcp.json',
      windsurf: '/Users/me/.codeium/windsurf/mcp_config.json',
      zed: '/Users/me/.config/zed/settings.json',
      codex: '/Users/me/.codex/config.toml',
      'gemini-cli': '/Users/me/.gemini/settings.json',
      'qwen-code': '/Users/me/.qwen/settings.json',
      'copilot-cli': '/Users/me/.copilot/mcp-config.json',
      opencode: '/Users/me/.config/opencode/opencode.json',
      cline:
        '/Users/me/Library/Application Support/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json',
      'roo-code':
        '/Users/me/Library/Application Support/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json',
      droid: '/Users/me/.factory/mcp.json',
      amp: '/Users/me/.config/amp/settings.json',
      'lm-studio': '/Users/me/.lmstudio/mcp.json',
      kiro: '/Users/me/.kiro/settings/mcp.json',
      'vscode-insiders': '/Users/me/Library/Application Support/Code - Insiders/User/mcp.json',
      'cline-cli': '/Users/me/.cline/data/settings/cline_mcp_settings.json',
      continue: '/Users/me/.continue/config.yaml',
      goose: '/Users/me/.config/goose/config.yaml',
      warp: '/Users/me/.warp/.mcp.json',
      'visual-studio': '/Users/me/.mcp.json',
      junie: '/Users/me/.junie/mcp/mcp.json',
      antigravity: '/Users/me/.gemini/antigravity/mcp_config.json',
    });
  });

  test('Windows', () => {
    const expected = {
      'claude-desktop': 'C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
      'claude-code': 'C:\\Users\\me\\.claude.json',
      cursor: 'C:\\Users\\me\\.cursor\\mcp.json',
      vscode: 'C:\\Users\\me\\AppData\\Roaming\\Code\\User\\mcp.json',
      windsurf: 'C:\\Users\\me\\.codeium\\windsurf\\mcp_config.json',
      zed: 'C:\\Users\\me\\AppData\\Roaming\\Zed\\settings.json',
      codex: 'C:\\Users\\me\\.codex\\config.toml',
      'gemini-cli': 'C:\\Users\\me\\.gemini\\settings.json',
      'qwen-code': 'C:\\Users\\me\\.qwen\\settings.json',
      'copilot-cli': 'C:\\Users\\me\\.copilot\\mcp-config.json',
      opencode: 'C:\\Users\\me\\.config\\opencode\\opencode.json',
      cline:
        'C:\\Users\\me\\AppData\\Roaming\\Code\\User\\globalStorage\\saoudrizwan.claude-dev\\settings\\cline_mcp_settings.json',
      'roo-code':
        'C:\\Users\\me\\AppData\\Roaming\\Code\\User\\globalStorage\\rooveterinaryinc.roo-cline\\settings\\mcp_settings.json',
      droid: 'C:\\Users\\me\\.factory\\mcp.json',
      amp: 'C:\\Users\\me\\.config\\amp\\settings.json',
      'lm-studio': 'C:\\Users\\me\\.lmstudio\\mcp.json',
      kiro: 'C:\\Users\\me\\.kiro\\settings\\mcp.json',
      'vscode-insiders': 'C:\\Users\\me\\AppData\\Roaming\\Code - Insiders\\User\\mcp.json',
      'cline-cli': 'C:\\Users\\me\\.cline\\data\\settings\\cline_mcp_settings.json',
      continue: 'C:\\Users\\me\\.continue\\config.yaml',
      goose: 'C:\\Users\\me\\AppData\\Roaming\\Block\\goose\\config\\config.yaml',
      warp: 'C:\\Users\\me\\.warp\\.mcp.json',
      'visual-studio': 'C:\\Users\\me\\.mcp.json',
      junie: 'C:\\Users\\me\\.junie\\mcp\\mcp.json',
      antigravity: 'C:\\Users\\me\\.gemini\\antigravity\\mcp_config.json',
    };
    expect(files(windows)).toEqual(expected);
    expect(files({ ...windows, env: {} })).toEqual(expected);
  });

  test('Linux', () => {
    expect(files(linux)).toEqual({
      'claude-desktop': '/home/me/.config/Claude/claude_desktop_config.json',
      'claude-code': '/home/me/.claude.json',
      cursor: '/home/me/.cursor/mcp.json',
      vscode: '/home/me/.config/Code/User/mcp.json',
      windsurf: '/home/me/.codeium/windsurf/mcp_config.json',
      zed: '/home/me/.config/zed/settings.json',
      codex: '/home/me/.codex/config.toml',
      'gemini-cli': '/home/me/.gemini/settings.json',
      'qwen-code': '/home/me/.qwen/settings.json',
      'copilot-cli': '/home/me/.copilot/mcp-config.json',
      opencode: '/home/me/.config/opencode/opencode.json',
      cline: '/home/me/.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json',
      'roo-code': '/home/me/.config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json',
      droid: '/home/me/.factory/mcp.json',
      amp: '/home/me/.config/amp/settings.json',
      'lm-studio': '/home/me/.lmstudio/mcp.json',
      kiro: '/home/me/.kiro/settings/mcp.json',
      'vscode-insiders': '/home/me/.config/Code - Insiders/User/mcp.json',
      'cline-cli': '/home/me/.cline/data/settings/cline_mcp_settings.json',
      continue: '/home/me/.continue/config.yaml',
      goose: '/home/me/.config/goose/config.yaml',
      warp: '/home/me/.warp/.mcp.json',
      'visual-studio': '/home/me/.mcp.json',
      junie: '/home/me/.junie/mcp/mcp.json',
      antigravity: '/home/me/.gemini/antigravity/mcp_config.json',
    });
  });

  test('where the user has moved it', () => {
    const env = {
      XDG_CONFIG_HOME: '/elsewhere',
      CLAUDE_CONFIG_DIR: '/claude',
      CODEX_HOME: '/codex',
      COPILOT_HOME: '/copilot',
    };
    expect(files({ ...linux, env })).toMatchObject({
      'claude-desktop': '/elsewhere/Claude/claude_desktop_config.json',
      'claude-code': '/claude/.claude.json',
      codex: '/codex/config.toml',
      'copilot-cli': '/copilot/mcp-config.json',
      opencode: '/elsewhere/opencode/opencode.json',
      vscode: '/elsewhere/Code/User/mcp.json',
      zed: '/elsewhere/zed/settings.json',
    });
    expect(files({ ...mac, env })['zed']).toBe('/Users/me/.config/zed/settings.json');
  });

  test('Claude Desktop as a package on Windows', () => {
    const packages = 'C:\\Users\\me\\AppData\\Local\\Packages';
    const within = (name: string) => `${packages}\\${name}\\LocalCache\\Roaming\\Claude`;
    const there = new Set([within('Claude_abc'), within('Claude_def'), within('Other_abc')]);
    const machine = {
      ...makeMachine(),
      ...windows,
      exists: (file: string) => there.has(file),
      namesIn: (folder: string) =>
        folder === packages ? ['Claude_abc', 'Claude_def', 'Claude_empty', 'Other_abc'] : [],
    };
    const file = () => hosts['claude-desktop'].file(machine);
    expect(file()).toBe(`${within('Claude_abc')}\\claude_desktop_config.json`);
    there.add(`${within('Claude_def')}\\claude_desktop_config.json`);
    expect(file()).toBe(`${within('Claude_def')}\\claude_desktop_config.json`);
    there.clear();
    expect(file()).toBe('C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json');
  });
});

describe('the command line', () => {
  test.each<[string[], object]>([
    [
      ['--install', 'cursor', '--read-only', 'a', '--name', 'x', '--yes', '--save-secrets', 'b'],
      { action: 'install', host: 'cursor', name: 'x', yes: true, saveSecrets: true, rest: ['--read-only', 'a', 'b'] },
    ],
    [['a', '--install=print'], { action: 'install', host: 'print', yes: false, saveSecrets: false, rest: ['a'] }],
    [['--doctor'], { action: 'doctor', host: undefined, name: undefined, rest: [] }],
    [['--doctor', 'zed'], { action: 'doctor', host: 'zed' }],
    [['--doctor', '--name', 'x'], { action: 'doctor', host: undefined, name: 'x' }],
    [['--uninstall', 'vscode'], { action: 'uninstall', host: 'vscode' }],
  ])('%j', (argv, asked) => {
    expect(asksForSetup(argv)).toBe(true);
    expect(readCommandLine(argv)).toMatchObject(asked);
  });

  test.each<[string[], RegExp]>([
    [['--install'], /--install needs <host>/],
    [['--install', '--yes'], /--install needs <host>/],
    [['--install', 'emacs'], /knows no host "emacs"\. There are: claude-desktop, .*print\./],
    [['--uninstall', 'print'], /knows no host "print"/],
    [['--doctor', 'print'], /knows no host "print"/],
    [['--install', 'zed', '--doctor'], /Only one of --install and --doctor/],
    [['--install', 'zed', '--install', 'zed'], /--install is given twice/],
    [['--install', 'zed', '--yes=no'], /--yes takes no value/],
    [['--install', 'zed', '--name'], /--name needs <entry>/],
    ...['__proto__', 'constructor', 'toString', '', '-x', 'a b', 'a.b', 'a/b', 'ä', 'x'.repeat(65)].map(
      (name): [string[], RegExp] => [['--install', 'zed', `--name=${name}`], /is no name that every host accepts/],
    ),
  ])('%j is refused', (argv, message) => {
    expect(() => readCommandLine(argv)).toThrow(message);
  });

  test.each([[[]], [['a']], [['--yes']], [['--installed']], [['--log-level', 'install']]])(
    '%j asks for nothing',
    (argv) => {
      expect(asksForSetup(argv)).toBe(false);
    },
  );

  test('help lists all of it', () => {
    const help = helpText('x', 'X', {});
    for (const word of [
      '--install <host>',
      '--uninstall <host>',
      '--doctor [host]',
      '--name <entry>',
      '--yes',
      '--save-secrets',
      '--scope <scope>',
      '--profile <name>',
      '--pin',
      ...hostNames,
    ])
      expect(help).toContain(word);
  });
});
