import { ToolError, type Resources } from '@mcp-reference/kit';
import type { Context } from './context.ts';

const address = 'my-example://entries/';
const mimeType = 'text/markdown';

/** The maximum number of entries listed or suggested. */
const limit = 1_000;

/** The entries as resources, which a person attaches to a conversation. */
export const resources: Resources<Context> = {
  templates: [
    {
      uriTemplate: `${address}{name}`,
      name: 'entry',
      title: 'Entry',
      description: 'One entry, as Markdown.',
      mimeType,
      async complete(_variable, value, { entries }, call) {
        const found = await entries.run('find', { text: '', limit }, call);
        return found.entries.map(({ name }) => name).filter((name) => name.startsWith(value));
      },
    },
  ],
  async list({ entries }, call) {
    const found = await entries.run('find', { text: '', limit }, call);
    return found.entries.map(({ name, title }) => ({ uri: address + encodeURIComponent(name), name, title, mimeType }));
  },
  async read(uri, { entries }, call) {
    return [{ uri, mimeType, text: await entries.run('read', { name: nameIn(uri) }, call) }];
  },
};

/** @throws ToolError `not_found` for a URI that is not the address of an entry. */
function nameIn(uri: string): string {
  try {
    if (uri.startsWith(address)) return decodeURIComponent(uri.slice(address.length));
  } catch {
    // An invalid percent code, reported below.
  }
  throw new ToolError('not_found', `"${uri}" is not the address of an entry.`);
}
