/** The hosts whose configuration can be written; `print` writes the entry to stdout instead. */
export const hostNames = [
  'claude-desktop',
  'claude-code',
  'codex',
  'cursor',
  'vscode',
  'windsurf',
  'zed',
  'gemini-cli',
  'qwen-code',
  'copilot-cli',
  'opencode',
  'cline',
  'roo-code',
  'droid',
  'amp',
  'lm-studio',
  'kiro',
  'junie',
  'antigravity',
  'print',
] as const;
export type HostName = (typeof hostNames)[number];

interface SetupFlag {
  /** What follows it, as help shows it; absent: nothing does. */
  argument?: string;
  description: string;
  /** It does something else than serving; the others say how. */
  isAction?: true;
}

/**
 * What every server does besides serving: setting itself up in a host. Stated once; parsing, help and documentation come
 * from it. No environment variable sets any of it, as it is for one command line.
 */
export const setupFlags = {
  install: {
    argument: '<host>',
    isAction: true,
    description: `Write the rest of this command line into the configuration of a host, and end: ${hostNames.slice(0, -1).join(', ')}; or print the entry: print.`,
  },
  uninstall: {
    argument: '<host>',
    isAction: true,
    description: 'Take the entry out of the configuration again, and end.',
  },
  doctor: {
    argument: '[host]',
    isAction: true,
    description:
      'Start what is configured as the host would, say what is wrong with it, and end. Without a host: in every one.',
  },
  name: { argument: '<entry>', description: "The entry's name for these three, when not the server's." },
  yes: { description: 'Replace an entry of that name without asking.' },
  saveSecrets: { description: 'Write secrets of the environment into the configuration as they are.' },
} as const satisfies Record<string, SetupFlag>;

export const setupEntries = (): [key: string, flag: SetupFlag][] => Object.entries(setupFlags);

/** Whether a command line asks for one of the actions. */
export const asksForSetup = (argv: readonly string[]): boolean =>
  argv.some((word) => setupEntries().some(([key, { isAction }]) => isAction && word.split('=')[0] === `--${key}`));
