import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SandboxPath } from './sandbox.ts';

/** How long after a change it is looked whether another one followed too closely to be reported, in milliseconds. */
const settle = 150;

/** Reports changes of a file, or of what is directly in a folder, until the returned function is called. */
export async function watchPath(path: SandboxPath, changed: () => void): Promise<() => void> {
  // Loaded when first used: most sessions never subscribe.
  const { watch } = await import('chokidar');
  // What is there already; links among it are reported as if they were new.
  const known = new Set(await readdir(path).catch(() => []));
  const watcher = watch(path, { ignoreInitial: true, depth: 0, followSymlinks: false, atomic: true });
  let timer: NodeJS.Timeout | undefined;
  watcher
    .on('all', (event, changedPath) => {
      if (known.delete(basename(changedPath)) && event.startsWith('add')) return;
      // Looked at before it is told, so that what happens from then on is noticed.
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
