// oxlint-disable vitest/no-conditional-expect -- chance decides which of two outcomes is looked at
import fs from 'node:fs';
import path from 'node:path';
import { soakLength, type Answer, type Session } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { start, temporaryFolder } from '../start.ts';
import { backendOf, places } from './backends.ts';
import { named, text } from './interrupted.ts';
import { childrenOf, eventually, isRunning, signal } from './processes.ts';

// Kills at random moments. crash.test.ts interrupts every operation at each of its system calls.

const flags = ['--no-confirm'];

/** Contents that show if they are whole, and which one they are. A size that is left to helpers, and one that is not. */
const times = { helper: 150_000, inline: 30_000 };
type Content = (version: number) => string;
function versionOf(content: Content, file: string): number {
  const found = text(file);
  const version = Number(found.slice(0, found.indexOf(' ')));
  expect(
    found === content(version),
    `${path.basename(file)} is a mixture: ${found.length} characters from ${version}`,
  ).toBe(true);
  return version;
}

/** Writes, edits and appends without end, until a call fails. Returns the last version that is known to be there. */
async function writeOn(content: Content, session: Session, root: string, from: number): Promise<number> {
  for (let version = from; ; version++) {
    const answers: Promise<Answer>[] = [
      session.call('write_file', { path: 'written.txt', content: content(version) }),
      session.call('edit_file', {
        path: 'edited.txt',
        edits: [{ oldText: content(version - 1), newText: content(version) }],
      }),
      session.call('write_file', { path: 'log.txt', content: `${version}\n`, mode: 'append' }),
      session.call('write_file', { path: `created-${version}.txt`, content: content(version), mode: 'create' }),
    ];
    const ends = await Promise.allSettled(answers);
    if (ends.some((end) => end.status === 'rejected' || end.value.isError)) return version;
    fs.rmSync(path.join(root, `created-${version}.txt`));
  }
}

describe.each(places)('%s, killed at a random moment', (place) => {
  const backend = backendOf(place);
  const content: Content = (version) => `${version} `.repeat(times[place === 'inline' ? place : 'helper']);

  test.each([
    ['helper', soakLength(30, 8)],
    ['server', soakLength(15, 4)],
  ] as const)('the %s, %i times: every file is the old one or the new one', async (victim, rounds) => {
    const root = temporaryFolder();
    let session = await start([root], { backend, flags });
    let version = 1;
    for (let round = 0; round < rounds; round++) {
      for (const name of ['written.txt', 'edited.txt']) fs.writeFileSync(path.join(root, name), content(version - 1));
      fs.writeFileSync(path.join(root, 'log.txt'), '');
      if (victim === 'server' && round > 0) session = await start([root], { backend, flags });
      const begun = version;
      const written = writeOn(content, session, root, version);
      const server = session.pid() ?? 0;
      let helpers: number[] = [];
      let failed = false;
      void written.then(() => (failed = true));
      // A helper that is killed while it rests is not missed: again, until a call has met it.
      // oxlint-disable-next-line no-unmodified-loop-condition -- the end of the writing changes it
      while (!failed) {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
        helpers = childrenOf(server);
        for (const pid of victim === 'server' ? [server] : helpers) if (isRunning(pid)) signal(pid, 'SIGKILL');
        if (victim === 'server') break;
      }
      const last = await written;
      // The helpers of a server that is gone end by themselves, after what they do.
      if (victim === 'server') expect(await eventually(() => !helpers.some(isRunning))).toBe(true);
      for (const name of ['written.txt', 'edited.txt']) {
        const found = versionOf(content, path.join(root, name));
        expect(found).toBeGreaterThanOrEqual(last - 1);
        expect(found).toBeLessThanOrEqual(last);
      }
      const lines = text(path.join(root, 'log.txt')).trim().split('\n').filter(Boolean).map(Number);
      expect(lines).toEqual(lines.map((_, i) => begun + i));
      const created = path.join(root, `created-${last}.txt`);
      if (fs.existsSync(created)) expect(versionOf(content, created)).toBe(last);
      expect(
        named(root).filter((name) => !['edited.txt', 'log.txt', 'written.txt', `created-${last}.txt`].includes(name)),
      ).toEqual([]);
      fs.rmSync(created, { force: true });
      version = last + 1;
    }
  });
});
