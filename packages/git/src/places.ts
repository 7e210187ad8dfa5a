import { below, pathsOf } from '@mcp-reference/kit/sandbox';

/** A path as the system writes it: git writes "/" between names on Windows, too. */
export const nativePath = (fromGit: string, platform: NodeJS.Platform = process.platform): string =>
  platform === 'win32' ? fromGit.replaceAll('/', '\\') : fromGit;

/** The place of a file that is named relative to a folder, its names joined by "/". */
export const placeBelow = (folder: string, relative: string, platform: NodeJS.Platform = process.platform): string =>
  pathsOf(platform).join(folder, nativePath(relative, platform));

/** True for a folder and everything in it. */
export const isWithin = (folder: string, place: string, platform: NodeJS.Platform = process.platform): boolean =>
  below(folder, place, platform) !== undefined;
