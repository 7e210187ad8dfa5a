import { spawn } from 'node:child_process';
import path from 'node:path';
import { findProgram, isProgram, windowsProgram, type ProgramLookup } from '@mcp-reference/kit/sandbox';

/** Milliseconds in which a program that cannot open a page has ended. */
const settled = 3_000;

/**
 * Opens a page in the person's browser.
 * @returns false if this computer has no browser to open, such as in a container or over SSH
 */
export async function openPage(page: string, env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const opener = openerFor({ platform: process.platform, isProgram }, env);
  if (opener === undefined) return false;
  const [program, ...args] = opener;
  return new Promise((resolve) => {
    // Not in the working directory: a host sets that to a workspace with content from others.
    const cwd = path.dirname(program);
    const child = spawn(program, [...args, page], { stdio: 'ignore', detached: true, env: withoutSecrets(env), cwd });
    const timer = setTimeout(() => resolve(true), settled);
    const end = (opened: boolean) => (clearTimeout(timer), resolve(opened));
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
    child.unref();
  });
}

/** Returns the program of a system that opens pages, by its full path; undefined where there is none. */
export function openerFor(system: ProgramLookup, env: NodeJS.ProcessEnv): readonly [string, ...string[]] | undefined {
  // Unlike `start` it takes the address as it is.
  if (system.platform === 'win32') return [windowsProgram('rundll32', env), 'url.dll,FileProtocolHandler'];
  if (system.platform === 'darwin') return ['/usr/bin/open'];
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return undefined;
  const found = findProgram('xdg-open', env['PATH'] ?? '', system);
  return found === undefined ? undefined : [found];
}

const withoutSecrets = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/token|secret|passw|key/i.test(name)));
