import { internalCall, ToolError, type Call, type ResourceContent, type Resources } from '@mcp-reference/kit';
import { watchPath } from '@mcp-reference/kit/sandbox';
import type { Context } from './context.ts';
import { fileAddress } from './present/list.ts';

/** Characters: each can take six bytes in an answer, and clients read at most 10 MiB of one. */
const mostText = 1_500_000;

/** Milliseconds that a subscription may take to find its file. */
const lookUpLimit = 10_000;

/** Milliseconds that a list waits for a folder whose disk does not answer. */
const listLimit = 2_000;

/** A file or folder by its address. A folder reads as the list of what is in it. */
export const resources: Resources<Context> = {
  templates: [
    {
      uriTemplate: 'file:///{+path}',
      name: 'file',
      title: 'File or folder',
      description: 'A file, or the list of what is in a folder, inside the allowed folders.',
      complete: async (_variable, value, context, call) => completePath(value, context, call),
    },
  ],
  async list({ files }) {
    return Promise.all(
      files.roots.map(async ({ path }) => ({
        uri: fileAddress(path),
        name: path.split(/[/\\]/).at(-1) || path,
        title: path,
        description: 'An allowed folder.',
        mimeType: 'text/plain',
        annotations: { audience: ['user', 'assistant'] as const, ...(await changed(path, files)) },
      })),
    );
  },
  read: (uri, context, call) => readResource(uri, context, call),
  async watch(uri, { files }, changed) {
    const call = internalCall(lookUpLimit);
    const { path, kind } = await files.locate(uri, call);
    if (kind === undefined) throw new ToolError('not_found', `"${uri}" does not exist.`);
    return watchPath(path, changed);
  },
};

/** Returns the time of the last change in a folder; nothing for a folder that cannot be looked at. */
async function changed(path: string, files: Context['files']): Promise<{ lastModified?: string }> {
  const look = files.run('info', { path, hash: false }, internalCall(listLimit));
  const info = await look.catch(() => undefined);
  return info === undefined ? {} : { lastModified: new Date(info.stat.modified).toISOString() };
}

async function readResource(uri: string, { files }: Context, call: Call): Promise<ResourceContent[]> {
  if (!uri.startsWith('file:')) throw new ToolError('not_found', `"${uri}" is not the address of a file.`);
  const { kind } = await files.locate(uri, call);
  if (kind === 'folder') {
    const { text, shown, total } = await files.run(
      'list',
      { path: uri, sizes: false, sortBy: 'name', limit: 10_000, budget: call.budget },
      call,
    );
    const rest = total > shown ? `\n[${total - shown} more of ${total} entries]` : '';
    return [{ uri, mimeType: 'text/plain', text: text + rest }];
  }
  const media = await files.run('readMedia', { path: uri }, call);
  const { mimeType, text, data } = media;
  if (text !== undefined && text.length > mostText) {
    throw new ToolError(
      'too_large',
      `"${uri}" has more than ${mostText} characters; read it in parts with read_text_file.`,
    );
  }
  return [text === undefined ? { uri, mimeType, data } : { uri, mimeType, text }];
}

/** The paths that a half-typed one can become: the entries of its folder that start with its last part. */
async function completePath(value: string, { files }: Context, call: Call): Promise<string[]> {
  const spelled = (path: string) => path.replaceAll('\\', '/').replace(/^\//, '');
  const roots = files.roots.map(({ path }) => spelled(path));
  const starts = roots.filter((root) => root.startsWith(value));
  if (starts.length > 0 && !roots.includes(value.replace(/\/$/, ''))) return starts;
  const end = value.lastIndexOf('/');
  const folder = value.slice(0, end + 1);
  const path = /^[A-Za-z]:\//.test(folder) ? folder : `/${folder}`;
  const names = await files.run('names', { path, prefix: value.slice(end + 1) }, call);
  return names.map((name) => folder + name);
}
