import { spawn } from 'node:child_process';

/**
 * Runs a program of the toolchain without showing its output.
 * @throws Error with its output when it fails.
 */
export async function execute(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, output } = await new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (said += chunk));
    child.on('error', reject);
    child.on('close', (exit) => resolve({ code: exit, output: said }));
  });
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} failed:\n${output.trim()}`);
}
