import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Confined, type Job } from '@mcp-reference/kit/sandbox';
import { tierCases } from '@mcp-reference/kit/testing';
import { onTestFinished } from 'vitest';
import { descriptorBackend } from '../../kit/src/sandbox/helper/descriptor.ts';
import { portableBackend } from '../../kit/src/sandbox/helper/portable.ts';
import { identityAt } from '../../kit/src/sandbox/helper/held-root.ts';
import { Roots } from '../../kit/src/sandbox/helper/roots.ts';

export type BackendName = 'descriptor' | 'portable';

/** The way to hold folders that users get here; the soak tier tries the other one, in a file that imports the tests. */
export const backends: readonly BackendName[] =
  process.platform === 'linux' ? tierCases<BackendName>(['descriptor'], ['portable']) : ['portable'];

/** Makes a folder for one test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-archive-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The settings of a call in a test. */
export type Control = Partial<Pick<Job, 'overdue' | 'cancelled' | 'progress'>>;

type Act<P, R> = (fs: Confined, params: P, job: Job) => R | Promise<R> | Generator<undefined, R>;

export type Run = <P, R>(act: Act<P, R>, params: P, control?: Control) => Promise<R>;

/** Runs operations in this process as the helper would, in a sandbox of the given folders. */
export function sandboxOf(backend: BackendName, folders: readonly { path: string; writable: boolean }[]): Run {
  const specs = folders.map(({ path: root, writable }) => ({
    path: root,
    real: root,
    writable,
    identity: identityAt(root) ?? '',
  }));
  const chosen = backend === 'descriptor' ? descriptorBackend : portableBackend((folder) => folder);
  const before = process.cwd();
  const roots = new Roots(specs, chosen, { platform: process.platform, home: os.homedir() }, undefined);
  onTestFinished(() => {
    roots.close();
    process.chdir(before);
  });
  return async (act, params, control = {}) => {
    const open = new Set<{ close(): void }>();
    const confined = new Confined({ backend: chosen, roots, open });
    const later: (() => void)[] = [];
    const job: Job = {
      deadline: Number.MAX_SAFE_INTEGER,
      overdue: () => false,
      cancelled: () => false,
      progress: () => {},
      afterwards: (task) => void later.push(task),
      ...control,
    };
    try {
      const result = await act(confined, params, job);
      const value = isGenerator(result) ? drive(result, job) : result;
      for (const task of later) task();
      return value;
    } finally {
      confined.close();
      chosen.rest();
    }
  };
}

const isGenerator = <R>(value: R | Generator<undefined, R>): value is Generator<undefined, R> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value;

function drive<R>(steps: Generator<undefined, R>, job: Job): R {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    if (job.cancelled()) steps.throw(new CancelledHere());
  }
}

/** The error that the helper throws into a cancelled generator; no operation may swallow it. */
export class CancelledHere extends Error {}

/** All that is below a folder with what it holds: two of them are equal when nothing was changed. */
export function snapshot(folder: string, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder).toSorted()) {
    const at = path.join(folder, name);
    const stat = lstatSync(at);
    const key = prefix + name;
    if (stat.isSymbolicLink()) found[key] = `-> ${readlinkSync(at)}`;
    else if (stat.isDirectory()) Object.assign(found, { [`${key}/`]: '' }, snapshot(at, `${key}/`));
    else found[key] = stat.isFile() ? readFileSync(at, 'latin1') : 'special';
  }
  return found;
}
