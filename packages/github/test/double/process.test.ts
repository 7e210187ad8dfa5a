import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

test('the double runs as a separate process, and says in one line where it is', async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  const [line]: unknown[] = await once(createInterface(child.stdout), 'line');
  const { url, token }: { url: string; token: string } = JSON.parse(String(line));
  const response = await fetch(`${url}/user`, { headers: { authorization: `Bearer ${token}` } });
  expect(await response.json()).toMatchObject({ login: 'octo' });
});
