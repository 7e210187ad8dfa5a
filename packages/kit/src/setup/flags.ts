/** The hosts that can be configured; `print` writes the entry to stdout instead. */
export const hostNames = [
  'claude-desktop',
  'claude-code',
  'codex',
  'cursor',
  'vscode',
  'vscode-insiders',
  'windsurf',
  'zed',
  'gemini-cli',
  'qwen-code',
  'copilot-cli',
  'opencode',
  'cline',
  'cline-cli',
  'roo-code',
  'droid',
  'amp',
  'continue',
  'goose',
  'warp',
  'lm-studio',
  'kiro',
  'junie',
  'visual-studio',
  'antigravity',
  'print',
] as const;
export type HostName = (typeof hostNames)[number];

interface SetupFlag {
  /** The argument as the help shows it; absent if there is none. */
  argument?: string;
  description: string;
  /** Set for the actions; the others are their options. */
  isAction?: true;
}

/**
 * Flags for installing a server into a host instead of serving. Parsing, help and documentation are derived from it.
 * They apply to one command line, so no environment variable sets them.
 */
export const setupFlags = {
  install: {
    argument: '<host>',
    isAction: true,
    description: `Add the server with the rest of this command line to the configuration of a host, then exit: ${hostNames.slice(0, -1).join(', ')}; or print to show the entry.`,
  },
  uninstall: {
    argument: '<host>',
    isAction: true,
    description: 'Remove the entry from the configuration of a host, then exit.',
  },
  doctor: {
    argument: '[host]',
    isAction: true,
    description:
      'Start the configured entry as the host would and report problems, then exit. Without a host, check every one.',
  },
  name: { argument: '<entry>', description: "The name of the entry for these actions; by default the server's." },
  scope: {
    argument: '<scope>',
    description:
      '"user" (default), or "project" for the configuration of the project in the working folder, which others get with it.',
  },
  profile: { argument: '<name>', description: 'The profile of VS Code whose configuration is meant.' },
  pin: { description: 'Write the version of this server into the entry, so that npx never starts another one.' },
  yes: { description: 'Replace an existing entry without asking.' },
  saveSecrets: { description: 'Write secrets from the environment into the configuration as plain text.' },
} as const satisfies Record<string, SetupFlag>;

export const setupEntries = (): [key: string, flag: SetupFlag][] => Object.entries(setupFlags);

/** True if a command line asks for one of the actions. */
export const asksForSetup = (argv: readonly string[]): boolean =>
  argv.some((word) => setupEntries().some(([key, { isAction }]) => isAction && word.split('=')[0] === `--${key}`));
