import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkReadOnly } from '@mcp-reference/kit/testing';
import { expect, test } from 'vitest';
import { filesystem } from '../src/server.ts';
import { callsWith, pathless } from './attack/every-tool.ts';
import { snapshot } from './attack/trees.ts';
import { box } from './fixtures.ts';
import { start } from './start.ts';

test('--read-only: every tool that reads answers, every tool that writes is refused, and nothing on the disk changes', async () => {
  const { folder, put } = box();
  put('ok.txt', 'of all\n');
  put('sub/x.txt', 'of all\n');
  const preparing = await start([folder], { flags: ['--toolsets', 'all', '--no-confirm'] });
  expect(await preparing.call('create_archive', { source: ['sub'], destination: 'a.zip' })).toMatchObject({
    isError: false,
  });
  put('image.png', Buffer.from('89504e470d0a1a0a', 'hex').toString('latin1'));
  const session = await start([folder], { flags: ['--read-only', '--toolsets', 'all', '--no-confirm'] });
  await checkReadOnly(filesystem, {
    session,
    calls: [
      ...['ok.txt', 'sub', 'a.zip', 'image.png'].flatMap(callsWith).map(([tool, args]) => ({ tool, args })),
      ...pathless.map((tool) => ({ tool, args: {} })),
      { tool: 'undo', args: {} },
    ],
    state: () => snapshot(folder),
    change: () => writeFileSync(path.join(folder, 'sub', 'new.txt'), ''),
  });
});
