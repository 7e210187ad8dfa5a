import type { ServerCapabilities } from '@modelcontextprotocol/server';
import type { Options } from '../options.ts';
import type { Server } from '../server.ts';
import type { Serving } from './mcp.ts';

/** The two generations of the protocol: with a handshake, and from 2026-07-28 on. */
export type Era = 'legacy' | 'modern';

/** Returns the way a server introduces itself. */
export const identityOf = <Context>({
  name,
  title,
  version,
  description,
  websiteUrl,
  icon,
}: Server<Options, Context>) => ({
  name,
  title,
  version,
  ...(description !== undefined && { description }),
  ...(websiteUrl !== undefined && { websiteUrl }),
  ...(icon !== undefined && {
    icons: [
      {
        src: `data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}`,
        mimeType: 'image/svg+xml',
        sizes: ['any'],
      },
    ],
  }),
});

export function capabilitiesOf<Context>(serving: Serving<Context>, era: Era): ServerCapabilities {
  const { resources, prompts } = serving.server;
  return {
    tools: serving.extensible ? { listChanged: true } : {},
    // Deprecated from 2026-07-28 on; older clients may ask for it.
    ...(era === 'legacy' && { logging: {} }),
    ...(resources && { resources: { subscribe: resources.watch !== undefined } }),
    ...(prompts && { prompts: {} }),
    ...((resources || prompts) && { completions: {} }),
  };
}
