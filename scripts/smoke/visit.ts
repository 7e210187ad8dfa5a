import { isRunning, startSession, type Era, type SessionOptions } from '../../packages/kit/src/testing/index.ts';
import { expect } from 'vitest';
import { processTree } from '../bench/usage.ts';
import type { Sample } from './samples.ts';

/** Starts a server as a host does (the second SDK starts another process to learn the era), makes the sample's call, and disconnects: all its processes must then exit. */
export async function visit(program: Omit<SessionOptions, 'era'>, era: Era, { call }: Sample): Promise<void> {
  const session = await startSession({ ...program, era, probesBeside: true });
  const started = processTree(session.pid() ?? 0);
  try {
    const answer = await session.call(call.tool, call.input);
    expect(answer.text, session.stderr()).toMatch(call.answer);
    expect(answer.isError).toBe(false);
  } finally {
    await session.close();
  }
  await expect.poll(() => started.filter(isRunning), { timeout: 30_000 }).toEqual([]);
}
