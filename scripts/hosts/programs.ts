import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A place for one run of a host: nothing outside is read or written. */
export interface Scene {
  /** The home folder, empty but for what the run needs. */
  home: string;
  /** The working folder. */
  project: string;
  /** The address of the stand-in model. */
  model: string;
}

/** A host that runs without a person, and its settings for the stand-in model. */
export interface Program {
  title: string;
  /** The package on npm, with the version that was tried. */
  package: string;
  bin: string;
  /** The name of the host for `--install`. */
  key: string;
  /** Writes the settings that a person would make once, except the server's entry. */
  prepare?(scene: Scene): void;
  /**
   * The fate of a question to the user: the host cannot ask, and the model brings the sentence back; or no person is
   * there to answer, and that is a no; or the flags that let it run alone answer yes.
   */
  consent: 'code' | 'no' | 'yes';
  args(prompt: string, scene: Scene): string[];
  env(scene: Scene): Record<string, string>;
}

const merge = (file: string, change: Record<string, unknown>): void => {
  const before: object = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  write(file, JSON.stringify({ ...before, ...change }, undefined, 2));
};

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};

export const programs: readonly Program[] = [
  {
    title: 'Claude Code',
    package: '@anthropic-ai/claude-code@2.1.332',
    bin: 'claude',
    key: 'claude-code',
    consent: 'no',
    prepare: ({ home }) => merge(path.join(home, '.claude.json'), { hasCompletedOnboarding: true }),
    args: (prompt) => ['-p', prompt, '--allowedTools', 'mcp__filesystem'],
    env: ({ model }) => ({
      ANTHROPIC_BASE_URL: model,
      ANTHROPIC_API_KEY: 'stand-in',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      ENABLE_TOOL_SEARCH: 'false',
    }),
  },
  {
    title: 'Codex',
    package: '@openai/codex@0.171.0',
    bin: 'codex',
    key: 'codex',
    consent: 'yes',
    prepare: ({ home, model }) =>
      write(
        path.join(home, '.codex', 'config.toml'),
        [
          'model = "gpt-5.5"',
          'model_provider = "loopback"',
          'approval_policy = "never"',
          '',
          '[model_providers.loopback]',
          'name = "Loopback"',
          `base_url = "${model}/v1"`,
          'env_key = "STAND_IN_KEY"',
          'wire_api = "responses"',
          '',
        ].join('\n'),
      ),
    args: (prompt) => ['exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', prompt],
    env: () => ({ STAND_IN_KEY: 'stand-in' }),
  },
  {
    title: 'Gemini CLI',
    package: '@google/gemini-cli@0.61.0',
    bin: 'gemini',
    key: 'gemini-cli',
    consent: 'code',
    prepare: ({ home }) =>
      merge(path.join(home, '.gemini', 'settings.json'), {
        security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
        privacy: { usageStatisticsEnabled: false },
        general: { disableAutoUpdate: true },
      }),
    args: (prompt) => ['--yolo', '--model', 'gemini-2.5-flash', '-p', prompt],
    env: ({ model }) => ({ GEMINI_API_KEY: 'stand-in', GOOGLE_GEMINI_BASE_URL: model }),
  },
  {
    title: 'opencode',
    package: 'opencode-ai@1.18.33',
    bin: 'opencode',
    key: 'opencode',
    consent: 'code',
    prepare: ({ home, model }) =>
      merge(path.join(home, '.config', 'opencode', 'opencode.json'), {
        autoupdate: false,
        share: 'disabled',
        permission: 'allow',
        provider: {
          loopback: {
            npm: '@ai-sdk/openai-compatible',
            name: 'Loopback',
            options: { baseURL: `${model}/v1`, apiKey: 'stand-in' },
            models: { 'stand-in': { name: 'Stand-in', limit: { context: 1_000_000, output: 10_000 } } },
          },
        },
      }),
    args: (prompt) => ['run', '-m', 'loopback/stand-in', prompt],
    env: () => ({ OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1' }),
  },
  {
    title: 'Copilot CLI',
    package: '@github/copilot@1.0.102',
    bin: 'copilot',
    key: 'copilot-cli',
    consent: 'no',
    args: (prompt) => ['-p', prompt, '--allow-all-tools'],
    env: ({ model }) => ({
      COPILOT_PROVIDER_BASE_URL: `${model}/v1`,
      COPILOT_PROVIDER_TYPE: 'openai',
      COPILOT_PROVIDER_API_KEY: 'stand-in',
      COPILOT_MODEL: 'stand-in',
      COPILOT_OFFLINE: 'true',
      COPILOT_AUTO_UPDATE: 'false',
    }),
  },
  {
    title: 'Qwen Code',
    package: '@qwen-code/qwen-code@0.24.4',
    bin: 'qwen',
    key: 'qwen-code',
    consent: 'code',
    prepare: ({ home }) =>
      merge(path.join(home, '.qwen', 'settings.json'), {
        security: { auth: { selectedType: 'openai' }, folderTrust: { enabled: false } },
        privacy: { usageStatisticsEnabled: false },
        general: { enableAutoUpdate: false },
      }),
    args: (prompt) => ['--yolo', '-p', prompt],
    env: ({ model }) => ({ OPENAI_API_KEY: 'stand-in', OPENAI_BASE_URL: `${model}/v1`, OPENAI_MODEL: 'stand-in' }),
  },
  {
    title: 'Continue CLI',
    package: '@continuedev/cli@1.5.47',
    bin: 'cn',
    key: 'continue',
    consent: 'code',
    prepare: ({ home, model }) =>
      write(
        path.join(home, '.continue', 'config.yaml'),
        [
          'name: Stand-in',
          'version: 1.0.0',
          'schema: v1',
          'models:',
          '  - name: stand-in',
          '    provider: openai',
          '    model: stand-in',
          `    apiBase: ${model}/v1`,
          '    apiKey: stand-in',
          '    capabilities: [tool_use]',
          '    roles: [chat]',
          '',
        ].join('\n'),
      ),
    args: (prompt, { home }) => ['--config', path.join(home, '.continue', 'config.yaml'), '--auto', '-p', prompt],
    env: () => ({ CONTINUE_TELEMETRY_ENABLED: '0' }),
  },
  {
    title: 'Cline CLI',
    package: 'cline@3.0.65',
    bin: 'cline',
    key: 'cline-cli',
    consent: 'code',
    prepare: ({ home, model }) =>
      write(
        path.join(home, '.cline', 'data', 'settings', 'providers.json'),
        JSON.stringify({
          version: 1,
          lastUsedProvider: 'openai-compatible',
          modes: {},
          providers: {
            'openai-compatible': {
              settings: {
                provider: 'openai-compatible',
                apiKey: 'stand-in',
                model: 'stand-in',
                baseUrl: `${model}/v1`,
              },
              updatedAt: '2026-11-29T00:00:00.000Z',
              tokenSource: 'manual',
            },
          },
        }),
      ),
    args: (prompt) => ['--auto-approve', 'true', prompt],
    env: () => ({ CLINE_TELEMETRY_DISABLED: '1' }),
  },
  {
    title: 'Droid',
    package: 'droid@0.215.0',
    bin: 'droid',
    key: 'droid',
    consent: 'code',
    prepare: ({ home, model }) =>
      merge(path.join(home, '.factory', 'settings.json'), {
        customModels: [
          {
            model: 'stand-in',
            displayName: 'Stand-in',
            baseUrl: `${model}/v1`,
            apiKey: 'stand-in',
            provider: 'generic-chat-completion-api',
            maxOutputTokens: 8_000,
          },
        ],
      }),
    args: (prompt) => ['exec', '--skip-permissions-unsafe', '-m', 'custom:stand-in', prompt],
    env: () => ({ FACTORY_API_KEY: 'fk-stand-in' }),
  },
];
