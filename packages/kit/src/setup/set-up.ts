import type { CommonValues } from '../common-options.ts';
import { UsageError, type Options, type Values } from '../options.ts';
import type { Server } from '../server.ts';
import { readCommandLine } from './command-line.ts';
import { doctor } from './doctor.ts';
import { install } from './install.ts';
import { thisMachine, type Machine } from './machine.ts';
import { uninstall } from './uninstall.ts';

/**
 * Parses a server's command line.
 * @throws UsageError
 */
type Read<O extends Options> = (argv: readonly string[]) => Promise<Values<O> & CommonValues>;

/**
 * Runs the action of a command line with `--install`, `--uninstall` or `--doctor`.
 * @returns the exit code
 */
export async function setUp<O extends Options, Context>(
  server: Server<O, Context>,
  options: Options,
  argv: readonly string[],
  read: Read<O>,
  machine: Machine = thisMachine(),
): Promise<number> {
  const asked = readCommandLine(argv);
  if (asked.action === 'install') return install(server, options, await read(asked.rest), asked, machine);
  if (asked.rest.length > 0)
    throw new UsageError(`--${asked.action} goes by what is configured; "${asked.rest[0]}" is not for it.`);
  return asked.action === 'doctor'
    ? doctor(server, options, asked, machine)
    : uninstall(server, options, asked, machine);
}
