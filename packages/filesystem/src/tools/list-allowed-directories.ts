import { defineTool, namedByUser, ToolError, z, type Call } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { headerName } from '../files/shown.ts';

/** The time for which a folder is waited for, in milliseconds: a helper has to start meanwhile, perhaps on a busy machine. */
const longestWait = 5_000;

export const listAllowedDirectories = defineTool({
  name: 'list_allowed_directories',
  title: 'List allowed directories',
  description:
    'List the folders that this server may use, and which of them are read-only. Relative paths are relative to these folders.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({}),
  output: z.object({
    directories: z.array(
      z.object({
        path: z.string(),
        writable: z.boolean(),
        problem: z.string().optional().describe('The reason why it cannot be used now.'),
      }),
    ),
    hidesFiles: z.boolean().describe('True if files on a deny list are hidden.'),
  }),
  async handler(_input, { files, hides }: Context, call) {
    const directories = files.roots.map(async ({ path, writable }) => {
      const problem = await problemOf(path, files, call);
      return { path, writable, ...(problem !== undefined && { problem }) };
    });
    const found = { directories: await Promise.all(directories), hidesFiles: hides };
    call.label(namedByUser);
    return found;
  },
  render({ directories, hidesFiles }) {
    if (directories.length === 0)
      return 'None. The user can start the server with folders, or name some in the client (roots).';
    const lines = directories.map(
      ({ path, writable, problem }) =>
        `${headerName(path)}${writable ? '' : ' (read-only)'}${problem === undefined ? '' : ` [not usable now: ${problem}]`}`,
    );
    if (hidesFiles) lines.push('[Files on the deny list (--deny, --deny-secrets) are hidden.]');
    return lines.join('\n');
  },
});

/** Returns the reason why an allowed folder cannot be used. */
async function problemOf(
  path: string,
  files: Context['files'],
  { signal, progress }: Call,
): Promise<string | undefined> {
  try {
    const soon = AbortSignal.any([signal, AbortSignal.timeout(longestWait)]);
    await files.locate(path, { signal: soon, deadline: Date.now() + longestWait, progress });
    return undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    return error instanceof ToolError ? error.message : 'It does not answer.';
  }
}
