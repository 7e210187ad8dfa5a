import { statSync } from 'node:fs';
import { sharedBox, startShared } from './fixtures.ts';

export const onPosix = process.platform !== 'win32';

/** A folder for the tests of one file, and a server on it that asks nobody. */
export async function organiseScene() {
  const box = sharedBox();
  const server = await startShared([box.folder], { flags: ['--no-confirm'] });
  return {
    ...box,
    server,
    make: (path: string) => server.call('create_directory', { path }),
    move: (source: string, destination: string) => server.call('move_file', { source, destination }),
    copy: (source: string, destination: string) => server.call('copy_file', { source, destination }),
    remove: (path: string, rest: Record<string, unknown> = {}) => server.call('delete_file', { path, ...rest }),
    modeOf: (name: string) => (statSync(box.at(name)).mode & 0o7777).toString(8),
  };
}
