import { checkStructured } from '@mcp-reference/kit/testing';
import { onTestFinished, test } from 'vitest';
import { github } from '../src/server.ts';
import { startDouble } from './double/index.ts';
import { start } from './start.ts';

test('--structured-output adds data that is in the text, and nothing is sent twice without it', async () => {
  const double = await startDouble();
  onTestFinished(() => double.close());
  const { token } = double;
  const plain = await start(double.url, { token });
  const structured = await start(double.url, { token, flags: ['--structured-output'] });
  const garden = { owner: 'octo', repo: 'garden' };
  await checkStructured(github, {
    plain,
    structured,
    samples: [
      { tool: 'list_issues', args: garden, least: 8 },
      { tool: 'list_issues', args: { ...garden, perPage: 1, fields: ['number', 'title'] }, least: 3 },
      { tool: 'search_issues', args: { ...garden, query: 'is:open' }, least: 4 },
      { tool: 'search_pull_requests', args: { ...garden, query: 'is:open' }, least: 4 },
      { tool: 'list_pull_requests', args: { ...garden, state: 'all' }, least: 6 },
      { tool: 'list_commits', args: garden, least: 3 },
    ],
  });
});
