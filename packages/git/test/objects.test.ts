import { expect, onTestFinished, test } from 'vitest';
import { ObjectReader } from '../src/git/batch.ts';
import { batchArguments } from '../src/git/commands/objects.ts';
import { world } from './world.ts';

test('an idle process that ends takes no question of its successor with it', async () => {
  const { repo } = world();
  const reader = new ObjectReader({
    program: 'git',
    args: batchArguments(true),
    commands: true,
    cwd: repo.folder,
    env: { PATH: process.env['PATH'] ?? '' },
  });
  onTestFinished(() => reader.close());
  const head = repo.git('rev-parse', 'HEAD').trim();
  for (let i = 0; i < 5; i++) {
    // The second question is asked before the end of the first process has arrived.
    expect(await reader.info('HEAD')).toMatchObject({ oid: head, type: 'commit' });
    reader.close();
  }
});
