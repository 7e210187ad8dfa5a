import path from 'node:path';
import {
  appendToFile,
  assertRegular,
  createFile,
  endsInSeparator,
  replaceFile,
  sweep,
  ToolError,
  visible,
  type Confined,
  type Folder,
  type Job,
  type Spot,
  type Stat,
  withName,
} from '@mcp-reference/kit/sandbox';
import { keepsChanges, record, recordWrite } from '../files/journal.ts';
import { detectEncoding } from '../files/text/detect-encoding.ts';
import { canonicalEncoding, encode, type Encoding } from '../files/text/encoding.ts';
import { eolOf, eolOfBytes } from '../files/text/line-ends.ts';
import { contentOf, fromBase64, type Given } from '../files/content.ts';
import { detectorFor, type Steps } from '../files/detect.ts';
import { assertHash, hashOf } from '../files/hash.ts';
import { makeFolders, removeMade } from '../files/made-folders.ts';

export interface WriteParams extends Given {
  mode: 'create' | 'overwrite' | 'append';
  ifHash?: string | undefined;
  /** States of files that may be replaced although their content is too large to be kept for undo. */
  agreed?: readonly string[] | undefined;
}

export interface Written {
  created: boolean;
  /** The number of folders made on the way. */
  folders: number;
  /** The number of bytes written. */
  bytes: number;
  /** The hash of the whole file now, if it is small enough to be read for that. */
  hash?: string;
  /** The encoding it was written in; undefined for bytes. */
  encoding?: Encoding;
  mark: boolean;
  /** The encoding of the file before and why it was not kept. */
  lost?: string;
  /** The line ends, if they are not those of the given text or of the file before. */
  lineEnds?: string;
}

/** A file whose content is too large to be kept. */
export interface LargeFile {
  place: string;
  size: number;
  /** Identifies the content. */
  state: string;
}

/** Nothing was written: undo could not restore these files. */
export interface TooLargeToKeep {
  tooLargeToKeep: readonly LargeFile[];
}

/** The largest file that is rewritten as a whole or kept for undo, in bytes. */
export const maxEditable = 64 * 1024 * 1024;
/** The part of a file that tells its encoding, in bytes. */
const sampleSize = 64 * 1024;

/** Writes a whole file, and the folders it needs; those are removed again if that fails. */
export function* write(fs: Confined, params: WriteParams, job: Job): Steps<Written | TooLargeToKeep> {
  const { made, found } = parentsOf(fs, params);
  try {
    return yield* writeIn(fs, params, job, made.length, found);
  } catch (error) {
    removeMade(fs, made);
    throw error;
  }
}

function* writeIn(
  fs: Confined,
  params: WriteParams,
  job: Job,
  folders: number,
  found: Spot | undefined,
): Steps<Written | TooLargeToKeep> {
  const { path: asked, mode, ifHash } = params;
  const { folder, name, stat } = withName(found ?? look(fs, asked, mode));
  sweepOnce(folder, job);
  if (stat === undefined) {
    if (ifHash !== undefined)
      throw new ToolError('conflict', `"${visible(asked)}" does not exist, so it cannot have the hash ${ifHash}.`);
    const { bytes, ...facts } = contentOf(params, undefined);
    createFile(folder, name, bytes);
    const hash = hashOf(bytes);
    recordWrite(folder, name, undefined, hash);
    return { created: true, folders, bytes: bytes.length, hash, ...facts };
  }
  if (mode === 'create')
    throw new ToolError(
      'conflict',
      `"${visible(asked)}" already exists. To replace it use mode "overwrite", to change a part of it edit_file.`,
    );
  assertRegular(stat, asked);
  if (mode === 'append') return yield* append(params, folder, name, stat);
  // Closed before the file is replaced: Windows replaces no file that is open.
  const file = folder.open(name);
  const old = file.stat();
  const large = tooLargeToKeep(folder, name, old);
  if (large !== undefined && params.agreed?.includes(large.state) !== true) {
    file.close();
    if (params.agreed !== undefined) throw changedMeanwhile(asked);
    return { tooLargeToKeep: [large] };
  }
  const whole = ifHash !== undefined || (keepsChanges() && old.size <= maxEditable);
  const sample = whole ? file.readAll(maxEditable, 'leave out ifHash') : file.read(0, Math.min(sampleSize, old.size));
  file.close();
  assertHash(sample, ifHash, asked);
  yield* detectorFor(sample, params.encoding);
  const detected = detectEncoding(sample, { complete: sample.length >= old.size });
  const { bytes, ...facts } = contentOf(params, detected);
  replaceFile(folder, name, old, bytes);
  const hash = hashOf(bytes);
  if (whole) recordWrite(folder, name, sample, hash, old.modified);
  const isOtherEnd =
    facts.encoding !== undefined && eolOf(params.content) === 'lf' && eolOfBytes(sample, detected?.encoding) === 'crlf';
  return {
    created: false,
    folders,
    bytes: bytes.length,
    hash,
    ...facts,
    ...(isOtherEnd && { lineEnds: 'line ends LF (CRLF until now)' }),
  };
}

/** Returns a description of a file whose content cannot be kept for undo; undefined for all others. */
export function tooLargeToKeep(folder: Folder, name: string, stat: Stat): LargeFile | undefined {
  const { identity, size, modified, changed } = stat;
  if (!keepsChanges() || size <= maxEditable) return undefined;
  const state = `${identity} ${size} ${modified} ${changed}`;
  return { place: folder.placeOf(name), size, state };
}

/** The user agreed to lose another content than the one that is there now. */
const changedMeanwhile = (asked: string): ToolError =>
  new ToolError('conflict', `"${visible(asked)}" changed while the user was asked; it was not replaced. Call again.`, {
    reason: 'changed',
  });

/** Appends to a file of any size; the answer has its hash only if it can be read as a whole. */
function* append(params: WriteParams, folder: Folder, name: string, stat: Stat): Steps<Written> {
  const { path: asked, ifHash } = params;
  const { size, modified } = stat;
  const file = folder.open(name);
  const old = size <= maxEditable ? file.readAll(maxEditable) : undefined;
  const sample = old ?? file.read(0, sampleSize);
  file.close();
  if (ifHash !== undefined && old === undefined) {
    throw new ToolError('too_large', `"${visible(asked)}" is too large for its hash to be checked; leave out ifHash.`);
  }
  if (old) assertHash(old, ifHash, asked);
  yield* detectorFor(sample, params.encoding);
  const detected = detectEncoding(sample, { complete: old !== undefined });
  const encoding = params.encoding ?? detected?.encoding ?? 'utf-8';
  const isText = encoding !== 'base64';
  // A byte order mark belongs to the start of a file.
  const given = size > 0 ? params.content.replace(/^\ufeff/, '') : params.content;
  const takesCrlf = isText && eolOf(given) === 'lf' && eolOfBytes(sample, detected?.encoding) === 'crlf';
  const content = takesCrlf ? given.replaceAll('\n', '\r\n') : given;
  const bytes = isText ? encode(content, encoding) : fromBase64(params.content);
  const before = appendToFile(folder, name, bytes);
  const sizes = { before, after: before + bytes.length };
  record({ did: 'append', path: folder.placeOf(name), ...sizes, added: hashOf(bytes), modified });
  return {
    created: false,
    folders: 0,
    bytes: bytes.length,
    mark: (detected?.bomBytes ?? 0) > 0,
    ...(isText && { encoding: canonicalEncoding(encoding) }),
    ...(takesCrlf && { lineEnds: 'line ends CRLF as in the file' }),
    // Another program may have appended between the two.
    ...(old?.length === before && { hash: hashOf(Buffer.concat([old, bytes])) }),
  };
}

/** Makes the folders that a new file needs. Returns their real paths; if it needs none, where it goes. */
function parentsOf(fs: Confined, { path: asked, mode, ifHash }: WriteParams): { made: string[]; found?: Spot } {
  if (endsInSeparator(asked, process.platform))
    throw new ToolError('invalid', `"${visible(asked)}" ends in a separator; give the name of a file.`);
  if (/^file:/i.test(asked) || ifHash !== undefined) return { made: [] };
  try {
    return { made: [], found: look(fs, asked, mode) };
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
    return { made: makeFolders(fs, path.dirname(asked)) };
  }
}

/** Finds where the content goes: a new file is never made through a link, an existing one is reached through links. */
function look(fs: Confined, asked: string, mode: WriteParams['mode']): Spot {
  return mode === 'create' ? fs.spot(asked) : fs.follow(asked);
}

const swept = new Set<string>();

/** Removes what crashed writers left in a folder after the answer was sent; once per folder if there is nothing. */
export function sweepOnce(folder: Folder, job: Job): void {
  const place = folder.path;
  if (swept.has(place)) return;
  job.afterwards(() => {
    if (sweep(folder, Date.now()) === 0) swept.add(place);
  });
}
