import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { stateHome } from '../sandbox/helper/own-store.ts';

/** The number of random bytes in the key. */
const size = 32;
/** The age at which a key is replaced, in milliseconds, so that no code counts for longer after the process ended. */
const lifetime = 24 * 60 * 60 * 1000;

/**
 * Returns the user's key for consent codes, and makes it when there is none: some clients and gateways start a new
 * process for each call, which has to recognize the code that the last one gave. Returns undefined when the key cannot
 * be kept where only its user can read it.
 */
export function consentKey(folder = path.join(stateHome(), 'mcp-reference'), now = Date.now()): string | undefined {
  const file = path.join(folder, 'consent.key');
  try {
    return readKey(file, now) ?? makeKey(folder, file, now);
  } catch {
    return undefined;
  }
}

/** Returns undefined for a key that is missing or too old. */
function readKey(file: string, now: number): string | undefined {
  let descriptor: number;
  try {
    descriptor = fs.openSync(
      file,
      fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const stat = fs.fstatSync(descriptor);
    const isOwn = process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o077) === 0);
    if (!stat.isFile() || stat.size !== 2 * size || !isOwn) throw new Error(`${file} is not a key of this user.`);
    return now - stat.mtimeMs < lifetime ? fs.readFileSync(descriptor, 'utf8') : undefined;
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Links the finished file to its name, so that two first processes agree on one key. */
function makeKey(folder: string, file: string, now: number): string | undefined {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pending = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(pending, randomBytes(size).toString('hex'), { mode: 0o600, flag: 'wx' });
    fs.chmodSync(pending, 0o600);
    fs.rmSync(file, { force: true });
    fs.linkSync(pending, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(pending, { force: true });
  }
  return readKey(file, now);
}
