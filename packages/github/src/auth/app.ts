import { createPrivateKey } from 'node:crypto';
import { Secret, secretFromFile, ToolError } from '@mcp-reference/kit';
import { SignJWT } from 'jose';
import { ask } from '../api/ask.ts';
import type { Credentials } from '../api/credentials.ts';
import type { Host } from '../api/host.ts';

export interface App {
  id: string;
  installation: string;
  /** Of the file with its private key, in PEM. */
  keyFile: string;
}

/** Seconds: GitHub takes statements of at most ten minutes, and clocks differ. */
const validFor = 540;
const skew = 60;
/** Milliseconds before its end at which a token is replaced. */
const early = 5 * 60_000;
const none = () => undefined;

/**
 * Signs in as an installation of a GitHub App: its token lives an hour and is renewed before that, or when GitHub
 * refuses it.
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
 */
export function appCredentials(app: App, host: Host, userAgent: string): Credentials {
  let current: Promise<{ token: Secret; ends: number }> | undefined;

  const make = async (signal: AbortSignal) => {
    const key = await secretFromFile(app.keyFile, '--app-key-file');
    const url = `${host.rest}/app/installations/${encodeURIComponent(app.installation)}/access_tokens`;
    const { status, data } = await ask({
      url,
      body: {},
      bearer: await statement(app.id, key),
      userAgent,
      signal,
    });
    if (typeof data['token'] !== 'string') {
      const said = typeof data['message'] === 'string' ? ` GitHub says: ${data['message'].slice(0, 200)}` : '';
      const clock = /issued at|expir/i.test(said)
        ? " The clock of this computer differs from GitHub's: set it right."
        : '';
      throw new ToolError(
        'denied',
        `GitHub gave the App no token (${status}): check its id, key and installation.${clock}${said}`,
        {
          reason: 'unauthorized',
        },
      );
    }
    return { token: new Secret(data['token']), ends: Date.parse(String(data['expires_at'])) || Date.now() + 3_600_000 };
  };

  return {
    renewable: true,
    async token(signal, renew = false) {
      const last = current;
      const known = await last?.catch(none);
      if (!renew && known !== undefined && known.ends - early > Date.now()) return known.token;
      // Calls that find the same token too old share a new one. If the call that asked for it ended, the next one asks.
      const shared = current === last ? undefined : await current?.catch(none);
      if (shared !== undefined) return shared.token;
      current = make(signal);
      return (await current).token;
    },
  };
}

/** A JSON Web Token that says who the App is, signed with its key (RS256). */
async function statement(id: string, key: Secret): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  try {
    // GitHub hands out PKCS #1, which the library does not read by itself.
    return await new SignJWT()
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuedAt(now - skew)
      .setExpirationTime(now + validFor - skew)
      .setIssuer(id)
      .sign(createPrivateKey(key.reveal()));
  } catch (error) {
    throw new ToolError('invalid', 'The file that --app-key-file names holds no private key in PEM.', { cause: error });
  }
}
