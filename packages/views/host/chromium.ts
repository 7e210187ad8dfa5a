import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Starts a browser. */
export async function startChromium(): Promise<Browser> {
  const executablePath = findChromium();
  // Root has no sandbox in Chromium; the pages are ours.
  return chromium.launch({
    executablePath,
    args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

/** The program of a browser; on Debian and Ubuntu, a missing one is installed if this process may. */
export const findChromium = (): string => installed() ?? install();

const installed = (): string | undefined => places.find((place) => place !== undefined && existsSync(place));

function install(): string {
  if (existsSync('/usr/bin/apt-get')) {
    const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
    const apt = (...args: string[]) => {
      const [command = '', ...rest] = [...sudo, 'apt-get', ...args];
      execFileSync(command, rest, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    };
    // Something else may install a program at this moment.
    const waiting = ['-qq', '-o', 'DPkg::Lock::Timeout=600'];
    apt('update', ...waiting);
    apt('install', '-y', '--no-install-recommends', ...waiting, 'chromium');
  }
  const found = installed();
  if (found === undefined)
    throw new Error('No Chromium was found. Install one, or name its program in the variable CHROMIUM.');
  return found;
}
