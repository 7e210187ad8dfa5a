import path from 'node:path';
import { count, ToolError, visible } from '@mcp-reference/kit';
import type { Calling, Repository } from './repository.ts';

/** Milliseconds between two tries for a lock that someone else holds. */
export const lockWaits = [60, 150, 400, 900];

/** The error for a lock that another process holds. */
export async function lockedError(repo: Repository, lock: string, call: Calling): Promise<ToolError> {
  const full = path.resolve(repo.place, lock);
  const name = full.startsWith(repo.layout.commonDir)
    ? full.slice(repo.layout.commonDir.length + 1)
    : path.basename(full);
  const age = await repo.files.run('ageOf', { path: full }, call).catch(() => undefined);
  return new ToolError(
    'unavailable',
    `Another git process works in this repository: its lock file .git/${visible(name)} is there.${age === undefined ? '' : ` It is ${count(Math.round(age / 1000), 'second')} old.`} Try again; if no git is running any more, the user can remove the file.`,
    { retryAfter: 5 },
  );
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = () => {
      clearTimeout(timer);
      reject(signal.reason instanceof ToolError ? signal.reason : new ToolError('timeout', 'The call was cancelled.'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', over);
      resolve();
    }, ms);
    signal.addEventListener('abort', over, { once: true });
  });
}
