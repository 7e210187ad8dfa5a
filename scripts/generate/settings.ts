import { allOptions, type Option, type Options, type Server } from '../../packages/kit/src/index.ts';
import { httpOptions } from '../../packages/kit/src/common-options.ts';

export type Setting = [key: string, option: Option];

/**
 * Returns the settings for a host that starts the server over stdio: all options except those for HTTP and one-off
 * actions.
 */
export function settings(server: Server<Options, never>): Setting[] {
  return Object.entries(allOptions(server)).filter(
    ([key, option]) => !(key in httpOptions) && !('instead' in option && option.instead),
  );
}

/**
 * Returns the settings that a form asks for. The rest is for readers of the documentation, or of no use to this server.
 */
export const formSettings = (server: Server<Options, never>): Setting[] =>
  settings(server).filter(
    ([key, { expert }]) => expert === undefined && (key !== 'toolsets' || Object.keys(server.toolsets).length > 1),
  );

/** True for the subject of the server: arguments without a flag. */
export const isSubject = (option: Option): boolean => option.type === 'directories' && option.positional === true;
