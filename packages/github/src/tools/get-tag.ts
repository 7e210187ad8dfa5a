import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { repository, tagName } from '../arguments.ts';
import { body, facts, known, minute, plain, quoted } from '../present/text.ts';

export const getTag = defineTool({
  name: 'get_tag',
  title: 'Get tag',
  description: 'Read one git tag with its message.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, tag: tagName(), after: z.string().optional().describe('Continues a cut text.') }),
  async handler({ owner, repo, tag, after }, { github }: Context, call) {
    const {
      data: { object },
    } = await github.rest.git.getRef({ owner, repo, ref: `tags/${tag}` }, call);
    if (object.type !== 'tag')
      return `[tag ${plain(tag)}; ${known(object.type)} ${known(object.sha)}; no message (lightweight tag)]`;
    const { data: found } = await github.rest.git.getTag({ owner, repo, tag_sha: object.sha }, call);
    const head = facts([
      `tag ${plain(found.tag)}`,
      `${known(found.object.type)} ${known(found.object.sha)}`,
      found.tagger ? `by ${quoted(found.tagger.name)} ${minute(found.tagger.date)}` : 'by an unknown tagger',
      found.verification?.verified === true && 'signed',
    ]);
    return `[${head}]\n${body(found.message, call.budget - 1_000, after)}`;
  },
});
