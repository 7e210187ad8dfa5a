import type { SandboxPath } from './sandbox/sandbox.ts';

/** Reports changes of a file, or of what is directly in a folder, until the returned function is called. */
export async function watchPath(path: SandboxPath, changed: () => void): Promise<() => void> {
  // Loaded when first used: most sessions never subscribe.
  const { watch } = await import('chokidar');
  const watcher = watch(path, { ignoreInitial: true, depth: 0, followSymlinks: false, atomic: true });
  watcher.on('all', changed).on('error', () => {});
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return () => void watcher.close();
}
