import { fileURLToPath } from 'node:url';
import { eras, serverChecks, startSession } from '@mcp-reference/kit/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { myMinimal } from '../src/server.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const program = fileURLToPath(new URL('../dist/main.mjs', import.meta.url));

describe('the contract of every server', async () => {
  // The bytes are the cost of the tool list for a model: raise them deliberately.
  test.each(await serverChecks(myMinimal, { folder, maxBytes: 1_500 }))('$name', ({ run }) => run());
});

test.each(eras)('counts, in the %s era', async (era) => {
  const session = await startSession({ era, args: [program] });
  onTestFinished(() => session.close());
  expect((await session.call('count_words', { text: 'to be or\nnot' })).text).toBe('4 words, 12 characters');
  expect(await session.call('count_words', { text: ' ' })).toMatchObject({ isError: true, code: 'invalid' });
});
