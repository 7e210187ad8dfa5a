import { spawn } from 'node:child_process';

/** Milliseconds in which a program that cannot open a page has ended. */
const settled = 3_000;

/**
 * Opens a page in the person's browser.
 * @returns false if this computer has no browser to open, such as in a container or over SSH
 */
export async function openPage(page: string, env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const hasDisplay = Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);
  if (program === undefined || (program === 'xdg-open' && !hasDisplay)) return false;
  return new Promise((resolve) => {
    const child = spawn(program, [...args, page], { stdio: 'ignore', detached: true, env: withoutSecrets(env) });
    const timer = setTimeout(() => resolve(true), settled);
    const end = (opened: boolean) => (clearTimeout(timer), resolve(opened));
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
    child.unref();
  });
}

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  // Unlike `start` it takes the address as it is.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

const withoutSecrets = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/token|secret|passw|key/i.test(name)));
