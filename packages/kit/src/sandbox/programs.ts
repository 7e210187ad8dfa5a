import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** The system that programs are looked up on. Injected, so that tests cover every platform. */
export interface ProgramLookup {
  platform: NodeJS.Platform;
  isProgram(file: string): boolean;
}

/** Returns the path module of a platform. */
export const pathsOf = (platform: NodeJS.Platform): path.PlatformPath =>
  platform === 'win32' ? path.win32 : path.posix;

/** True for a regular file that this user may execute. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Finds a command as a shell would, except that neither the current folder nor a relative folder on the PATH is
 * searched: hosts start servers in folders whose contents come from others, and Windows searches the current folder
 * first. A command that contains a separator is only checked. Returns undefined where nothing is found.
 */
export function findProgram(command: string, searchPath: string, lookup: ProgramLookup): string | undefined {
  const { join, isAbsolute, delimiter } = pathsOf(lookup.platform);
  const endings = lookup.platform === 'win32' && !/\.\w+$/.test(command) ? ['.exe', '.cmd', '.bat'] : [''];
  if (isAbsolute(command) || /[\\/]/.test(command)) {
    return endings.map((ending) => command + ending).find((file) => lookup.isProgram(file));
  }
  return searchPath
    .split(delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => isAbsolute(folder))
    .flatMap((folder) => endings.map((ending) => join(folder, command) + ending))
    .find((file) => lookup.isProgram(file));
}

/**
 * Splits a command line into words. Double quotes, and single quotes except on Windows, keep spaces together; a
 * backslash is an ordinary character, as it separates folders on Windows.
 * @returns undefined when a quote is not closed
 */
export function splitCommand(text: string, platform: NodeJS.Platform = process.platform): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const char of text) {
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else word += char;
    } else if (char === '"' || (char === "'" && platform !== 'win32')) {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== undefined) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}

/**
 * The full path of a program that belongs to Windows, such as `taskkill`. By its bare name, a file of that name in the
 * current folder would be started instead.
 */
export function windowsProgram(name: string, env: NodeJS.ProcessEnv = process.env): string {
  const root = Object.entries(env).find(([key]) => key.toLowerCase() === 'systemroot')?.[1];
  const folder = root !== undefined && /^[a-z]:\\[^"<>|?*]*$/i.test(root) ? root : 'C:\\Windows';
  return path.win32.join(folder, 'System32', `${name}.exe`);
}
