import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, repository } from '../arguments.ts';
import { facts, plain, quoted } from '../present/text.ts';

export const getCodeQualityFinding = defineTool({
  name: 'get_code_quality_finding',
  title: 'Get code quality finding',
  description: 'Read one finding of the code quality analysis.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, findingNumber: positive() }),
  async handler({ owner, repo, findingNumber }, { github }: Context, call) {
    const {
      data: { number, state, rule, location, message },
    } = await github.request(
      'GET /repos/{owner}/{repo}/code-quality/findings/{finding_number}',
      { owner, repo, finding_number: findingNumber },
      call,
    );
    return facts([
      `finding ${number} ${state}`,
      `rule ${plain(rule.id)}`,
      `${plain(location.path)}${location.start_line === undefined ? '' : `:${location.start_line}`}`,
      quoted(message.text),
    ]);
  },
});
