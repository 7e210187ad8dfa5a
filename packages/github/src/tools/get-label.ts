import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { nonBlank, repository } from '../arguments.ts';
import { labelLine } from '../present/label.ts';

export const getLabel = defineTool({
  name: 'get_label',
  title: 'Get label',
  description: 'Read one label.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, name: nonBlank() }),
  async handler({ owner, repo, name }, { github }: Context, call) {
    return labelLine((await github.rest.issues.getLabel({ owner, repo, name }, call)).data);
  },
});
