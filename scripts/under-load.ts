// Runs `npm test` while eight processes keep the processor busy: a test that depends on a quiet machine fails here.
// Arguments are passed on to vitest: `npm run test:under-load -- packages/kit`. MCP_BUSY_PROCESSES is another number of them.
import { spawn, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { root } from './packages.ts';

const busyProcesses = Number(process.env['MCP_BUSY_PROCESSES'] ?? 8);

const busy = Array.from({ length: busyProcesses }, () =>
  // Ends by itself when its input closes, so that none stays behind if this process is killed.
  spawn(
    process.execPath,
    [
      '-e',
      "process.stdin.on('end', () => process.exit()).resume(); (function work() { for (const end = Date.now() + 50; Date.now() < end;); setImmediate(work); })();",
    ],
    {
      stdio: ['pipe', 'ignore', 'inherit'],
    },
  ),
);
console.log(
  `${busyProcesses} busy processes on ${availableParallelism()} cores: ${busy.map(({ pid }) => pid).join(' ')}`,
);

const tests = spawn('vitest', ['run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
// A terminal sends ^C to the tests as well; this process waits for them, then ends the busy ones.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => tests.kill(signal));

process.exitCode = await exitCode(tests);
const endedEarly = busy.filter(({ exitCode: code, signalCode }) => code !== null || signalCode !== null);
await Promise.all(
  busy.map(async (child) => {
    const ended = exitCode(child);
    child.kill('SIGKILL');
    await ended;
  }),
);
if (endedEarly.length > 0) {
  console.error(`${endedEarly.length} busy processes ended early, so the machine was less busy than intended.`);
  process.exitCode = 1;
}

function exitCode(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode ?? 1);
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
