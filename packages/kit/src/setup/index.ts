/** Setting a server up in a host: `--install`, `--uninstall` and `--doctor`. */
export { readCommandLine, type SetupRequest } from './command-line.ts';
export { asksForSetup, hostNames, setupEntries, type HostName } from './flags.ts';
export { hosts, type Host } from './hosts/index.ts';
export { Jsonc, textsOf } from './jsonc.ts';
export { thisMachine, type Machine } from './machine.ts';
export { setUp } from './set-up.ts';
