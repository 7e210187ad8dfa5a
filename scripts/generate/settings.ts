import { allOptions, type Option, type Options, type Server } from '../../packages/kit/src/index.ts';
import { httpOptions } from '../../packages/kit/src/common-options.ts';

export type Setting = [key: string, option: Option];

/**
 * What can be set where a host starts the server and talks to it over stdio: every option but those about HTTP, and those
 * that make it do something else than serving.
 */
export function settings(server: Server<Options, never>): Setting[] {
  return Object.entries(allOptions(server)).filter(
    ([key, option]) => !(key in httpOptions) && !('instead' in option && option.instead),
  );
}

/** Of these, what a form asks a person for: the rest is for those who read the documentation, or of no use to this server. */
export const formSettings = (server: Server<Options, never>): Setting[] =>
  settings(server).filter(
    ([key, { expert }]) => expert === undefined && (key !== 'toolsets' || Object.keys(server.toolsets).length > 1),
  );

/** Whether it is what the server works on: what stands after the command without a flag. */
export const isSubject = (option: Option): boolean => option.type === 'directories' && option.positional === true;
