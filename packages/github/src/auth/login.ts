import { findSecret, ToolError } from '@mcp-reference/kit';
import type { Host } from '../api/host.ts';
import { clientSecretVariable, tokenStore } from './credentials.ts';
import { beginSignIn, type BegunSignIn } from './device.ts';

export interface Login {
  clientId: string | undefined;
  /** True to enter a code, on this device or another. */
  device: boolean;
  host: Host;
  userAgent: string;
}

/** Signs in once and keeps the token for later starts. */
export async function login({ clientId, device, host, userAgent }: Login): Promise<void> {
  if (clientId === undefined)
    throw new ToolError(
      'invalid',
      'To sign in give --client-id: the client id of your OAuth App that allows the device flow (GitHub: Settings > Developer settings > OAuth Apps).',
    );
  const tell = (text: string) => void process.stderr.write(text);
  const common = { clientId, host, userAgent };
  const { page, code, finish } =
    (device ? undefined : await inBrowser(common, tell)) ??
    (await beginSignIn({ ...common, signal: new AbortController().signal }));
  if (code !== undefined) tell(`Open ${page} and enter ${code}\n`);
  tell(`Signed in. ${await tokenStore(host).keep(await finish())}\n`);
}

/** Opens GitHub's page in a browser here; undefined if there is none, or no client secret, which GitHub demands for that. */
async function inBrowser(
  common: { clientId: string; host: Host; userAgent: string },
  tell: (text: string) => void,
): Promise<BegunSignIn | undefined> {
  const clientSecret = await findSecret({ variables: [clientSecretVariable] });
  if (clientSecret === undefined) return undefined;
  const [{ beginInBrowser }, { openPage }] = await Promise.all([import('./browser.ts'), import('./open-page.ts')]);
  const given = new AbortController();
  const begun = await beginInBrowser({ ...common, clientSecret, signal: given.signal });
  if (await openPage(begun.page)) {
    tell(`Sign in on the page that your browser shows, or open ${begun.page}\n`);
    return begun;
  }
  given.abort();
  tell('No browser opens here, so a code is used.\n');
  return undefined;
}
