import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SandboxPath } from './sandbox.ts';

/**
 * The time after a change until the file is checked again, in milliseconds, for a change too soon after the first to be
 * reported.
 */
const settle = 150;

/** Reports changes of a file, or of the direct content of a folder, until the returned function is called. */
export async function watchPath(path: SandboxPath, changed: () => void): Promise<() => void> {
  // Loaded when first used, because most sessions never subscribe.
  const { watch } = await import('chokidar');
  // Existing entries; the library reports links among them as new.
  const known = new Set(await readdir(path).catch(() => []));
  const watcher = watch(path, { ignoreInitial: true, depth: 0, followSymlinks: false, atomic: true });
  let timer: NodeJS.Timeout | undefined;
  watcher
    .on('all', (event, changedPath) => {
      if (known.delete(basename(changedPath)) && event.startsWith('add')) return;
      // Checked before it is reported, so that later changes are noticed.
      void stateOf(changedPath).then((state) => {
        changed();
        clearTimeout(timer);
        timer = setTimeout(() => void stateOf(changedPath).then((now) => now !== state && changed()), settle).unref();
      });
    })
    .on('error', () => {});
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return () => {
    clearTimeout(timer);
    void watcher.close();
  };
}

const stateOf = (path: string): Promise<string> =>
  stat(path).then(
    ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
    () => 'gone',
  );
