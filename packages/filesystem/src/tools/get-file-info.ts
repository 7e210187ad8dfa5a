import { defineTool, z, count } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { linkTo } from '../present/link.ts';

const time = (ms: number) => new Date(ms).toISOString();

export const getFileInfo = defineTool({
  name: 'get_file_info',
  title: 'Get file info',
  description:
    'Get metadata for a path: type, size, times, permissions, and for text files up to 1 MB encoding, line count and hash. Links are not followed.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ path: args.path, hash: z.boolean().default(false).describe('Also hash larger files.') }),
  output: z.object({
    type: z.enum(['file', 'directory', 'link', 'other']),
    size: z.number(),
    created: z.string(),
    modified: z.string(),
    accessed: z.string(),
    permissions: z.string(),
    mimeType: z.string().optional(),
    encoding: z.string().optional(),
    lines: z.number().optional(),
    hash: z.string().optional(),
    entries: z.number().optional(),
    target: z.string().optional(),
  }),
  async handler({ path, hash }, { files }: Context, call) {
    const { kind, stat, ...rest } = await files.run('info', { path, hash }, call);
    if (call.link && (kind === 'file' || kind === 'folder'))
      call.link(linkTo((await files.locate(path, call)).path, kind === 'file' ? stat : {}, rest.mimeType));
    return {
      type: kind === 'folder' ? ('directory' as const) : kind,
      size: stat.size,
      created: time(stat.created),
      modified: time(stat.modified),
      accessed: time(stat.accessed),
      permissions: (stat.mode & 0o777).toString(8).padStart(3, '0'),
      ...rest,
    };
  },
  render: (info) =>
    Object.entries(info)
      .map(([key, value]) => `${key}: ${key === 'size' ? count(Number(value), 'byte') : String(value)}`)
      .join('\n'),
});
