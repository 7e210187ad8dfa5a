import { readFileSync } from 'node:fs';

/** Returns true while a process runs. On Linux a zombie, which has ended without its parent noticing, does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
