import { expect, test } from 'vitest';
import { type Client, startClient } from './client.ts';
import { description } from './description/load.ts';
import type { Fields } from './json.ts';
import { handlers } from './rest/index.ts';
import { type Area, areas } from './every-operation.ts';

test('each operation that the double answers is one of GitHub, answers as described, and was tried here', async () => {
  const client = await startClient();
  const { double } = client;
  const failures: string[] = [];
  for (const [name, area] of Object.entries(areas)) await run(client, name, area, failures);

  expect(failures).toEqual([]);
  expect(double.violations).toEqual([]);
  const tried = new Set(double.requests.map(({ operationId }) => operationId));
  const missing = Object.keys(handlers).filter((key) => !tried.has(description().operation(key).id));
  expect(missing).toEqual([]);
  expect(double.requests.filter(({ generated }) => generated)).toEqual([]);
});

async function run({ go, double }: Client, name: string, area: Area, failures: string[]): Promise<void> {
  await area({
    double,
    async go(request, body, headers): Promise<Fields> {
      const answer = await go(request, body, headers);
      if (answer.status >= 400) failures.push(`${name}: ${request} → ${answer.status} ${answer.text.slice(0, 500)}`);
      return answer.items[0] ?? answer.body;
    },
  });
}
