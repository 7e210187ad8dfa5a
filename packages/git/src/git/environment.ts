import { lastValue, isRepositorys, type ConfigEntry } from './config.ts';

/** The variables that git gets from the server's environment: places and the user's identity, nothing that steers git. */
const kept = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TZ',
  'TMPDIR',
  'TMP',
  'TEMP',
  'XDG_CONFIG_HOME',
  'XDG_RUNTIME_DIR',
  'XDG_CACHE_HOME',
  'SSH_AUTH_SOCK',
  'SSH_AGENT_PID',
  'GNUPGHOME',
  'DBUS_SESSION_BUS_ADDRESS',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CURL_CA_BUNDLE',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_EXEC_PATH',
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'SystemRoot',
  'SYSTEMROOT',
  'windir',
  'SystemDrive',
  'ComSpec',
  'PATHEXT',
  'APPDATA',
  'LOCALAPPDATA',
  'USERPROFILE',
  'USERNAME',
  'HOMEDRIVE',
  'HOMEPATH',
  'ProgramData',
  'ProgramFiles',
  'ProgramFiles(x86)',
];

/** Seconds that ssh tries to connect. */
const connectLimit = 20;

/** Folders of Homebrew, which holds git and git-lfs; the PATH of an app that was started from the Dock lacks them. */
const homebrew = ['/opt/homebrew/bin', '/usr/local/bin'];

/** Returns the PATH for git and the programs that it starts, such as git-lfs. */
export function searchPath(given: string, platform: NodeJS.Platform): string {
  if (platform !== 'darwin') return given;
  const folders = given.split(':').filter(Boolean);
  return [...folders, ...homebrew.filter((folder) => !folders.includes(folder))].join(':');
}

/**
 * The environment of every git process. No prompt, editor, pager or browser can be waited for; paths are literal; answers are
 * in the language and encoding that are parsed.
 */
export function baseEnvironment(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const own: Record<string, string> = {};
  for (const name of kept) {
    const value = env[name];
    if (value !== undefined) own[name] = value;
  }
  if (platform === 'darwin') own['PATH'] = searchPath(own['PATH'] ?? '', platform);
  return {
    ...own,
    LC_ALL: 'C.UTF-8',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: 'never',
    GIT_EDITOR: ':',
    GIT_SEQUENCE_EDITOR: ':',
    GIT_PAGER: 'cat',
    GIT_MERGE_AUTOEDIT: 'no',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ADVICE: '0',
    GIT_ALLOW_PROTOCOL: '',
    GIT_PROXY_COMMAND: '',
    GIT_SSH_COMMAND: sshCommand(env['GIT_SSH_COMMAND']),
  };
}

/** The user's own ssh command, or plain ssh, made unable to ask. */
export function sshCommand(users: string | undefined): string {
  const command = users === undefined || users === '' ? 'ssh' : users;
  return /(^|[/\\])ssh(\.exe)?"?( |$)/.test(command)
    ? `${command} -oBatchMode=yes -oConnectTimeout=${connectLimit}`
    : command;
}

/** The ssh command of the user's own configuration; that of the repository counts only where it is trusted. */
export const configuredSsh = (entries: readonly ConfigEntry[], trusted: boolean): string | undefined =>
  lastValue(trusted ? entries : entries.filter((entry) => !isRepositorys(entry)), 'core.sshcommand');

/** On top of the rest, for commands that only read: no lock is taken for them, and nothing is fetched. */
export const readEnvironment: Readonly<Record<string, string>> = { GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' };
