import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice } from '../arguments.ts';
import { choiceKinds, choices } from '../operations/issues/choices.ts';
import { listed } from '../present/listed.ts';

export const uiGet = defineTool({
  name: 'ui_get',
  title: 'Get choices',
  description:
    'List what can be chosen for an issue or pull request: labels, assignees, milestones, types, fields, branches or reviewers.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ method: choice(choiceKinds), owner: z.string(), repo: z.string().optional() }),
  async handler({ method, owner, repo }, { github }: Context, call) {
    const { names, more } = await choices[method](
      github,
      { owner, repo: repo ?? '.github', ofOwner: repo === undefined },
      call,
    );
    return listed(
      {
        items: names.map((name) => ({ name })),
        one: 'choice',
        note: more ? 'there are more' : undefined,
        line: ({ name }) => name,
      },
      call.budget,
    );
  },
});
