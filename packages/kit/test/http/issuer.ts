import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';
import { onTestFinished } from 'vitest';

export interface Issuer {
  url: string;
  /** An access token for a resource, by the client-credentials grant. */
  token(options: { resource: string; scope: string; client?: string; lifetime?: number }): Promise<string>;
  /** A token as it would never issue it, signed by its own key. */
  sign(claims: JWTPayload, typ?: string): Promise<string>;
  /** From now on it signs with another key, and knows the old one no more. */
  rotate(): Promise<void>;
  /** It can no longer be reached. */
  stop(): Promise<void>;
  clients: readonly { id: string; secret: string }[];
}

const clients = ['alice', 'bob'].map((id) => ({ id, secret: `${id}-secret-of-the-tests` }));

/** A real authorization server on this machine. */
export async function startIssuer(): Promise<Issuer> {
  let lifetime = 300;
  let handle: ReturnType<Provider['callback']> | undefined;
  const http = createServer((request, response) => void handle?.(request, response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const bound = http.address();
  const url = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
  let key: JWK = {};
  const rotate = async () => {
    key = await newKey();
    handle = new Provider(url, {
      clients: clients.map(({ id, secret }) => ({
        client_id: id,
        client_secret: secret,
        id_token_signed_response_alg: 'ES256',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      })),
      scopes: ['notes:read', 'notes:write'],
      jwks: { keys: [key] },
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_ctx, resource) => ({
            scope: 'notes:read notes:write',
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: lifetime,
            jwt: { sign: { alg: 'ES256' } },
          }),
        },
      },
    }).callback();
  };
  await rotate();
  const stop = async () => {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  };
  onTestFinished(stop);
  return {
    url,
    clients,
    rotate,
    stop,
    sign: async (claims, typ = 'at+jwt') =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: key.kid ?? '', typ })
        .sign(await importJWK(key, 'ES256')),
    async token({ resource, scope, client = 'alice', lifetime: seconds = 300 }) {
      lifetime = seconds;
      const secret = clients.find(({ id }) => id === client)?.secret ?? '';
      const response = await fetch(`${url}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope }),
      });
      const answer: { access_token?: string } = JSON.parse(await response.text());
      if (answer.access_token === undefined) throw new Error(`No token: ${JSON.stringify(answer)}`);
      return answer.access_token;
    },
  };
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), use: 'sig', alg: 'ES256', kid: crypto.randomUUID() };
}
