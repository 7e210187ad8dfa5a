/** Starts processes in separate groups and makes sure that none outlives the bench. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { processTree } from './usage.ts';

const living = new Set<ChildProcessWithoutNullStreams>();
const hasGroups = process.platform !== 'win32';

export function start(
  argv: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): ChildProcessWithoutNullStreams {
  const [program, ...rest] = argv;
  if (program === undefined) throw new Error('nothing to start');
  // A separate group, so that everything that the server starts ends with it: npx starts a shell that starts Node.
  const child = spawn(program, rest, { ...options, stdio: 'pipe', detached: hasGroups });
  const { pid } = child;
  if (pid === undefined) return child; // The `error` event says why.
  living.add(child);
  child.once('exit', () => {
    living.delete(child);
    // Immediately: while the group has members, its id cannot be reused.
    if (hasGroups) kill(-pid);
  });
  return child;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

function killTree(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) return;
  for (const pid of processTree(child.pid)) kill(pid);
  if (hasGroups) kill(-child.pid);
}

/** Kills the process with its children, and waits until it is gone. */
export async function stop(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (!living.has(child)) return;
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  killTree(child);
  await gone;
}

process.on('exit', () => {
  for (const child of living) killTree(child);
});
process.on('SIGHUP', () => process.exit(129));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
