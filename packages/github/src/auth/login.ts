import { ToolError } from '@mcp-reference/kit';
import type { Host } from '../api/host.ts';
import { tokenStore } from './credentials.ts';
import { beginSignIn } from './device.ts';

/** Signs in once and keeps the token for later starts. */
export async function login(clientId: string | undefined, host: Host, userAgent: string): Promise<void> {
  if (clientId === undefined)
    throw new ToolError(
      'invalid',
      'To sign in give --client-id: the client id of your OAuth App that allows the device flow (GitHub: Settings > Developer settings > OAuth Apps).',
    );
  const tell = (text: string) => void process.stderr.write(text);
  const { page, code, finish } = await beginSignIn({ clientId, host, userAgent, signal: new AbortController().signal });
  tell(`Open ${page} and enter ${code}\n`);
  tell(`Signed in. ${await tokenStore(host).keep(await finish())}\n`);
}
