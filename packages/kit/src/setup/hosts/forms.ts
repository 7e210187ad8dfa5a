import { isRecord } from '../../is-record.ts';
import type { EntryForm } from './host.ts';

/** opencode has the command line in one list and calls variables `environment`. */
export const commandList: EntryForm = {
  write: ({ command, args, env, ...rest }) => ({
    ...rest,
    command: [command, ...(Array.isArray(args) ? args : [])],
    ...(env !== undefined && { environment: env }),
  }),
  read: ({ command, environment, ...rest }) => {
    const [program, ...args] = Array.isArray(command) ? command : [command];
    return { ...rest, command: program, args, ...(environment !== undefined && { env: environment }) };
  },
};

/** Goose says `cmd` and `envs`, and repeats the name. */
export const gooseExtension: EntryForm = {
  write: ({ command, args, env, ...rest }, name) => ({
    ...rest,
    name,
    cmd: command,
    args: args ?? [],
    envs: env ?? {},
  }),
  read: ({ cmd, envs, name: _, ...rest }) => ({
    ...rest,
    command: cmd,
    ...(isRecord(envs) && Object.keys(envs).length > 0 && { env: envs }),
  }),
};
