import { defineTool, z } from '@mcp-reference/kit';
import { requireParts } from '../api/unreadable.ts';
import type { Context } from '../context.ts';
import { positive, repository } from '../arguments.ts';
import { facts, known, plain, quoted } from '../present/text.ts';

export const getCodeQualityFinding = defineTool({
  name: 'get_code_quality_finding',
  title: 'Get code quality finding',
  description: 'Read one finding of the code quality analysis.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, findingNumber: positive() }),
  async handler({ owner, repo, findingNumber }, { github }: Context, call) {
    const { data } = await github.request(
      'GET /repos/{owner}/{repo}/code-quality/findings/{finding_number}',
      { owner, repo, finding_number: findingNumber },
      call,
    );
    const { number, state, rule, location, message } = requireParts(data, 'rule', 'location', 'message');
    return facts([
      `finding ${known(number)} ${known(state)}`,
      `rule ${plain(rule.id)}`,
      `${plain(location.path)}${typeof location.start_line !== 'number' ? '' : `:${location.start_line}`}`,
      quoted(message.text),
    ]);
  },
});
