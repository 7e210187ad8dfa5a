import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the Windows that the tests run on: about 2 GB. */
export const windowsFolder = process.env['MCP_WINDOWS_FOLDER'] ?? '/var/tmp/mcp-reference-windows';

export const inWindowsFolder = (...names: string[]): string => path.join(windowsFolder, ...names);

/** The root of a Debian whose Wine runs current versions of Node. */
export const wineRoot = inWindowsFolder('debian');

/** Drive C: as Linux sees it. */
export const driveC = (...names: string[]): string => inWindowsFolder('prefix', 'drive_c', ...names);

/** Versions of Node for Windows that the job can run on, by major version. */
export const nodeVersions: Readonly<Record<string, string>> = { 22: '22.23.3', 24: '24.21.0' };

export const nodeProgram = (version: string): string => inWindowsFolder(`node-${version}`, 'bin', 'node.exe');

/** True when everything that takes long has been installed. */
export const isSetUp = (version: string): boolean =>
  [path.join(wineRoot, 'usr/lib/wine'), nodeProgram(version), inWindowsFolder('prefix', '.ready')].every((file) =>
    existsSync(file),
  );

/** The address that this machine gets Debian's packages from, as its own configuration names it. */
export function debianMirror(): string {
  const folder = '/etc/apt/sources.list.d';
  const files = existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : [];
  for (const file of ['/etc/apt/sources.list', ...files].filter((one) => existsSync(one))) {
    const found = /^[^#\n]*?(https?:\/\/\S+?\/debian)\/?(?=\s|$)/m.exec(readFileSync(file, 'utf8'));
    if (found?.[1] !== undefined) return found[1];
  }
  throw new Error('No Debian mirror is configured on this machine, so Wine cannot be installed.');
}
