// Runs before every test file: vitest's waiting functions give up after a second, which is too short on a busy machine.
import { vi } from 'vitest';

const generous = 120_000;
const { waitFor, waitUntil } = vi;

const generousWaitFor: typeof vi.waitFor = (callback, options) => waitFor(callback, generously(options));
const generousWaitUntil: typeof vi.waitUntil = (callback, options) => waitUntil(callback, generously(options));

// Files of one worker share `vi`: it is changed once.
if (vi.waitFor.name !== generousWaitFor.name)
  Object.assign(vi, { waitFor: generousWaitFor, waitUntil: generousWaitUntil });

function generously<T extends object>(options: number | T | undefined): number | (T & { timeout: number }) {
  return typeof options === 'number' ? options : { timeout: generous, ...(options as T) };
}
