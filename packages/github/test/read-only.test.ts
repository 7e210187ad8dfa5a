import { checkReadOnly } from '@mcp-reference/kit/testing';
import { onTestFinished, test } from 'vitest';
import { github } from '../src/server.ts';
import { granular } from './contract/granular.ts';
import { reads } from './contract/reads/index.ts';
import { writes } from './contract/writes/index.ts';
import { startDouble } from './double/index.ts';
import { start } from './start.ts';

test('--read-only: every tool that reads answers, every tool that writes is refused, and no request writes', async () => {
  const double = await startDouble();
  onTestFinished(() => double.close());
  const session = await start(double.url, {
    token: double.token,
    flags: ['--read-only', '--toolsets', 'all,legacy,granular', '--no-confirm'],
  });
  const calls = [];
  for (const { tool, args } of reads)
    calls.push({ tool, args: typeof args === 'function' ? await args(session) : args });
  // Their arguments matter little, as none of them may get as far as reading them.
  for (const { tool, args } of [...writes, ...granular])
    calls.push({ tool, args: typeof args === 'function' ? {} : args });
  await checkReadOnly(github, {
    session,
    calls,
    state: () => double.requests.filter(({ method, path, body }) => writesSomething({ method, path, body })),
    change: () =>
      fetch(new URL('/repos/octo/garden/issues', double.url), {
        method: 'POST',
        headers: { authorization: `Bearer ${double.token}` },
        body: JSON.stringify({ title: 'new' }),
      }),
  });
});

/** Returns true for every request but a GET, a HEAD, and a GraphQL query. */
function writesSomething({ method, path, body }: { method: string; path: string; body?: unknown }): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return (
    !path.endsWith('/graphql') || /"query":"\s*mutation/.test(typeof body === 'string' ? body : JSON.stringify(body))
  );
}
