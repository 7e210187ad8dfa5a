import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { named } from '../answer/quote.ts';
import { ToolError } from '../errors.ts';
import type { Log } from '../log.ts';
import { realpath, stat } from './early-files.ts';
import { errnoOf, translate } from './errno.ts';
import type { NameFilter, RootSpec } from './helper/roots.ts';
import { identityOf } from './helper/stat.ts';

/**
 * The time that the start waits for a folder to respond, in milliseconds: longer than a disk takes to wake up, shorter
 * than hosts wait.
 */
const startLimit = 10_000;

export interface AllowedFolder {
  path: string;
  writable: boolean;
  /** The allowed names, if not all are. */
  only?: NameFilter | undefined;
  /** It only belongs to a folder that the user gave: relative paths and lists of the allowed folders leave it out. */
  unnamed?: boolean | undefined;
}

/**
 * Looks up folders. Those that cannot be used are logged and left out; one that may come back is kept.
 * @throws ToolError if none can be used
 */
export async function lookUpAll(folders: readonly AllowedFolder[], log: Log): Promise<RootSpec[]> {
  const looked = await Promise.allSettled(folders.map((folder) => inTime(lookUp(folder), folder.path)));
  const roots: RootSpec[] = [];
  for (const [index, result] of looked.entries()) {
    const folder = folders[index];
    if (result.status === 'fulfilled') roots.push(result.value);
    else if (folder !== undefined && mayComeBack(result.reason)) {
      log.warn('folder cannot be used now; it is used as soon as it can', {
        folder: folder.path,
        error: result.reason,
      });
      roots.push(missingRoot(folder));
    } else log.warn('folder left out', { folder: folder?.path, error: result.reason });
  }
  const [first] = looked;
  if (roots.length === 0 && first?.status === 'rejected') throw first.reason;
  return withoutDoubles(roots);
}

/** Names some of the folders, for an error. */
export const shown = (folders: readonly string[]): string =>
  `${folders
    .slice(0, 5)
    .map((folder) => named(folder))
    .join(', ')}${folders.length > 5 ? ' and others' : ''}`;

/** True for a folder that is missing, or that the system protects until the user allows it. */
const mayComeBack = (error: unknown): boolean =>
  error instanceof ToolError && ['ENOENT', 'EACCES', 'EPERM'].includes(errnoOf(error.cause) ?? '');

function missingRoot({ path: given, writable, only, unnamed }: AllowedFolder): RootSpec {
  const absolute = path.resolve(given);
  return { path: absolute, real: absolute, writable, identity: '', ...(only && { only }), ...(unnamed && { unnamed }) };
}

export async function lookUp({ path: given, writable, only, unnamed }: AllowedFolder): Promise<RootSpec> {
  const absolute = path.resolve(given);
  try {
    const real = await realpath(absolute);
    const found = await stat(real, { bigint: true });
    if (!found.isDirectory()) throw new ToolError('invalid', `"${given}" is not a folder.`);
    const identity = identityOf(found);
    return { path: absolute, real, writable, identity, ...(only && { only }), ...(unnamed && { unnamed }) };
  } catch (error) {
    throw translate(error, given);
  }
}

/** Gives a folder some time to respond. */
export async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ToolError('unavailable', `"${what}" did not answer.`)), startLimit);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Returns the path that a `file:` URL or a path leads to. */
export function asPath(folder: string): string {
  if (!folder.startsWith('file:')) return folder;
  try {
    return fileURLToPath(folder);
  } catch {
    throw new ToolError('invalid', `"${folder}" is not the address of a folder.`);
  }
}

function merged(one: RootSpec, other: RootSpec): RootSpec {
  const cutFrom = [...new Set([...(one.cutFrom ?? []), ...(other.cutFrom ?? [])])];
  const { only: _, ...rest } = { ...one, ...(cutFrom.length > 0 && { cutFrom }) };
  const writable = one.writable && other.writable;
  if (!one.only || !other.only) return { ...rest, writable };
  const only = {
    names: [...one.only.names, ...other.only.names],
    prefixes: [...one.only.prefixes, ...other.only.prefixes],
  };
  return { ...rest, writable, only };
}

/** Merges duplicate folders: read-only if either is, unrestricted if either is. */
export function withoutDoubles(roots: RootSpec[]): RootSpec[] {
  const byIdentity = new Map<string, RootSpec>();
  for (const root of roots) {
    const key = root.identity === '' ? root.path : root.identity;
    const known = byIdentity.get(key);
    byIdentity.set(key, known ? merged(known, root) : root);
  }
  return [...byIdentity.values()];
}
