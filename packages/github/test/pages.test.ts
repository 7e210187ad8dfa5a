import { checkPages } from '@mcp-reference/kit/testing';
import { onTestFinished, test } from 'vitest';
import { startDouble } from './double/index.ts';
import { start } from './start.ts';

const budget = 3_000;
const garden = { owner: 'octo', repo: 'garden' };

test('every long answer fits into the budget, and can be read to its end as its first line says', async () => {
  const double = await startDouble();
  onTestFinished(() => double.close());
  const send = async (method: string, to: string, body: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(new URL(`/repos/octo/garden/${to}`, double.url), {
      method,
      headers: { authorization: `Bearer ${double.token}` },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${to}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  const issue_number = Number((await send('POST', 'issues', { title: 'Many comments' }))['number']);
  const words = 'water the beds, and then water them again. '.repeat(4);
  for (let i = 0; i < 25; i++) {
    await send('POST', `issues/${issue_number}/comments`, { body: `Comment ${i}: ${words}` });
    await send('POST', 'issues', {
      title: `An issue with a title that is long enough to fill a line, number ${i}`,
      body: words,
    });
    await send('POST', 'labels', {
      name: `a-label-with-a-long-name-${i}`,
      color: 'ededed',
      description: words.slice(0, 90),
    });
  }
  const file = Array.from({ length: 200 }, (_, i) => `line ${i} of a file that is long enough\n`).join('');
  await send('PUT', 'contents/long.txt', { message: 'Add', content: Buffer.from(file).toString('base64') });
  const serve = (most: number) =>
    start(double.url, {
      token: double.token,
      flags: ['--toolsets', 'all', '--no-confirm', '--max-output', String(most)],
    });
  const calls = [
    ['list_issues', { perPage: 30 }],
    ['search_issues', { query: 'water', perPage: 30 }],
    ['issue_read', { method: 'get_comments', issue_number, perPage: 30 }],
    ['get_file_contents', { path: 'long.txt' }],
    ['list_label', { perPage: 30 }],
  ] as const;
  await checkPages({
    session: await serve(budget),
    budget,
    whole: await serve(1_000_000),
    calls: calls.map(([tool, args]) => ({ tool, args: { ...garden, ...args } })),
  });
});
