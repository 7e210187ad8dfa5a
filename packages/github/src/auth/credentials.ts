import { findSecret, SecretStore, ToolError, type Secret } from '@mcp-reference/kit';
import { splitCommand } from '@mcp-reference/kit/sandbox';
import type { Credentials } from '../api/credentials.ts';
import type { Host } from '../api/host.ts';

/** The variable with the client secret of an OAuth App or GitHub App. */
export const clientSecretVariable = 'GITHUB_OAUTH_CLIENT_SECRET';

export interface SignIn {
  /** A command that prints a token, in words: `gh auth token`. */
  tokenCommand: string | undefined;
  appId: string | undefined;
  appInstallation: string | undefined;
  appKeyFile: string | undefined;
}

/** Returns the store in which `--login` keeps the token of one host. */
export const tokenStore = (host: Host, env: NodeJS.ProcessEnv = process.env): SecretStore =>
  new SecretStore('mcp-server-github', new URL(host.web).host, {
    env,
    ...(env['MCP_GITHUB_TOKEN_STORE'] === 'file' && { keychain: false }),
  });

/**
 * The sign-in of this start: as an App if one is named, otherwise with the first token found in the environment, a
 * file that it names, from the command, or from `--login`. Looked up when the first request needs it.
 * @throws ToolError `invalid` when an App is named in part
 */
export function credentialsOf(
  { tokenCommand, appId, appInstallation, appKeyFile }: SignIn,
  host: Host,
  userAgent: string,
): Credentials {
  if (appId !== undefined || appInstallation !== undefined || appKeyFile !== undefined) {
    if (appId === undefined || appInstallation === undefined || appKeyFile === undefined)
      throw new ToolError('invalid', 'A GitHub App needs --app-id, --app-installation and --app-key-file.');
    const app = { id: appId, installation: appInstallation, keyFile: appKeyFile };
    let loaded: Promise<Credentials> | undefined;
    const load = () =>
      (loaded ??= import('./app.ts').then(({ appCredentials }) => appCredentials(app, host, userAgent)));
    return { renewable: true, token: async (signal, renew) => (await load()).token(signal, renew) };
  }
  const command = splitCommand(tokenCommand ?? '');
  if (command === undefined) throw new ToolError('invalid', 'A quote in --token-command is not closed.');
  const [program, ...args] = command;
  const sources = {
    variables: ['GITHUB_PERSONAL_ACCESS_TOKEN', 'GITHUB_TOKEN'],
    ...(program !== undefined && { command: [program, ...args] as const }),
  };
  // As it is now: the lookup comes later.
  const env = { ...process.env };
  let found: Promise<Secret | undefined> | undefined;
  const look = async () => {
    try {
      return (await findSecret(sources, env)) ?? (await tokenStore(host, env).find());
    } catch (error) {
      // The next request looks again: the file may be there by then, or the person may have answered the command.
      found = undefined;
      throw error;
    }
  };
  return {
    // A command may print another token the next time.
    renewable: program !== undefined,
    token: (_signal, renew = false) => (renew || found === undefined ? (found = look()) : found),
  };
}
