import { ToolError, type Call, type ResourceContent, type Resources, type ResourceTemplate } from '@mcp-reference/kit';
import { parseAddress, refOf, type Address } from './operations/content/address.ts';
import type { Context } from './context.ts';

const about = {
  contents: { name: 'repository-content', title: 'File', of: 'on the default branch' },
  'refs/heads/{branch}/contents': { name: 'branch-content', title: 'File of a branch', of: 'on a branch' },
  'sha/{sha}/contents': { name: 'commit-content', title: 'File of a commit', of: 'in a commit' },
  'refs/tags/{tag}/contents': { name: 'tag-content', title: 'File of a tag', of: 'at a tag' },
  'refs/pull/{prNumber}/head/contents': {
    name: 'pull-content',
    title: 'File of a pull request',
    of: 'in a pull request',
  },
};

/** Files of repositories by their address, for hosts that attach them without a tool call. */
export const resources: Resources<Context> = {
  templates: Object.entries(about).map(([form, { name, title, of }]): ResourceTemplate<Context> => ({
    uriTemplate: `repo://{owner}/{repo}/${form}{/path*}`,
    name,
    title,
    description: `A file of a repository ${of}.`,
    complete: async (variable, value, { github }, call, others) =>
      (await import('./operations/content/complete.ts')).complete(github, { variable, value, others }, call),
  })),
  list: async () => [],
  async read(uri, context, call) {
    const address = parseAddress(uri);
    if (address === undefined)
      throw new ToolError('not_found', `${JSON.stringify(uri.slice(0, 200))} is not the address of a file.`);
    return readAddress(uri, address, context, call);
  },
};

async function readAddress(uri: string, address: Address, { github }: Context, call: Call): Promise<ResourceContent[]> {
  const { owner, repo, path } = address;
  const ref = refOf(address);
  const { body, cut } = await github.rest.repos.getContent({ owner, repo, path, ref }, call, {
    accept: 'application/vnd.github.raw+json',
    keeping: { most: mostBytes, over: 'head' },
  });
  if (cut)
    throw new ToolError(
      'too_large',
      `${path} has more than ${mostBytes / 1e6} MB; read it in parts with get_file_contents.`,
    );
  const text = body.toString('utf8');
  const isText = !body.includes(0) && Buffer.from(text).equals(body);
  return [
    isText
      ? { uri, mimeType: 'text/plain', text }
      : { uri, mimeType: 'application/octet-stream', data: body.toString('base64') },
  ];
}

/** Bytes of a file that is handed over whole: clients read at most 10 MiB of an answer. */
const mostBytes = 1_500_000;
