// Runs before every test file. Vitest's waiting functions give up after a second, which is too short on a busy machine.
import path from 'node:path';
import { beforeEach, vi, type TestContext } from 'vitest';
import { stateFolders } from '../../packages/kit/src/testing/environment.ts';
import { skipReason, systemsOf } from './known-skips.ts';

// Sandboxes and servers inside this process keep their state where those that it starts do.
Object.assign(process.env, stateFolders());

// The programs that tests start share compiled code. Vitest's own processes start before any of it could be there, and
// would spend seconds on writing theirs at the end.
const fixtures = process.env['MCP_TEST_FIXTURES'];
if (fixtures !== undefined) process.env['NODE_COMPILE_CACHE'] = path.join(fixtures, 'compiled');

const generous = 120_000;
const { waitFor, waitUntil } = vi;

const generousWaitFor: typeof vi.waitFor = (callback, options) => waitFor(callback, generously(options));
const generousWaitUntil: typeof vi.waitUntil = (callback, options) => waitUntil(callback, generously(options));

// Files of one worker share `vi`: it is changed once.
if (vi.waitFor.name !== generousWaitFor.name)
  Object.assign(vi, { waitFor: generousWaitFor, waitUntil: generousWaitUntil });

function generously<T extends object>(options: number | T | undefined): number | (T & { timeout: number }) {
  return typeof options === 'number' ? options : { timeout: generous, ...(options as T) };
}

const systems = systemsOf(process.platform, process.env);

if (systems.length > 0)
  beforeEach(({ task, skip }) => {
    const reason = skipReason(task.file.filepath, titleOf(task), systems);
    if (reason !== undefined) skip(reason);
  });

function titleOf({ name, suite }: Pick<TestContext['task'], 'name' | 'suite'>): string {
  const names = [name];
  for (let group = suite; group !== undefined; group = group.suite) names.unshift(group.name);
  return names.join(' ');
}
