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
  type NamedSpot,
} from '@mcp-reference/kit/sandbox';
import { canonicalEncoding, detectEncoding, encode, markOf, type Detected, type Encoding } from '../text/encoding.ts';
import { keepsChanges, recordWrite } from '../files/journal.ts';
import { detectorFor, type Steps } from './detect.ts';
import { assertHash, hashOf } from './hash.ts';

export interface WriteParams {
  path: string;
  content: string;
  mode: 'create' | 'overwrite' | 'append';
  /** A text encoding, or `base64` for bytes. */
  encoding?: string | undefined;
  ifHash?: string | undefined;
}

export interface Written {
  created: boolean;
  /** Folders that were made on the way. */
  folders: number;
  /** Bytes that were written. */
  bytes: number;
  /** Of the file as it is now, unless that is too large to be read for it. */
  hash?: string;
  /** What it was written in; undefined for bytes. */
  encoding?: Encoding;
  mark: boolean;
  /** What the file was in before, where that could not be kept. */
  lost?: string;
}

/** A file larger than this is not rewritten as a whole. */
export const maxEditable = 64 * 1024 * 1024;
/** What is read of a file to tell its encoding. */
const sampleSize = 64 * 1024;

export function* write(fs: Confined, params: WriteParams, job: Job): Steps<Written> {
  const { path: asked, mode, ifHash } = params;
  const folders = parentsOf(fs, params);
  const { folder, name, stat } = target(fs, asked, mode);
  sweepOnce(folder, job);
  if (stat === undefined) {
    if (ifHash !== undefined)
      throw new ToolError('conflict', `"${visible(asked)}" does not exist, so it cannot have the hash ${ifHash}.`);
    const { bytes, ...facts } = contentOf(params, undefined);
    createFile(folder, name, bytes);
    recordWrite(folder, name, undefined, bytes);
    return { created: true, folders, bytes: bytes.length, hash: hashOf(bytes), ...facts };
  }
  if (mode === 'create')
    throw new ToolError(
      'conflict',
      `"${visible(asked)}" already exists. To replace it use mode "overwrite", to change a part of it edit_file.`,
    );
  assertRegular(stat, asked);
  if (mode === 'append') return yield* append(params, folder, name, stat.size);
  // Closed before the file is replaced: Windows replaces no file that is open.
  const file = folder.open(name);
  const old = file.stat();
  const wanted = ifHash !== undefined || (keepsChanges() && old.size <= maxEditable);
  const sample = wanted ? file.readAll(maxEditable) : file.read(0, Math.min(sampleSize, old.size));
  file.close();
  assertHash(sample, ifHash, asked);
  yield* detectorFor(sample, params.encoding);
  const { bytes, ...facts } = contentOf(params, detectEncoding(sample, { complete: sample.length >= old.size }));
  replaceFile(folder, name, old, bytes);
  if (wanted) recordWrite(folder, name, sample, bytes);
  return { created: false, folders, bytes: bytes.length, hash: hashOf(bytes), ...facts };
}

/** A file of any size can grow; its hash is only told where it can be read at once. */
function* append(params: WriteParams, folder: Folder, name: string, size: number): Steps<Written> {
  const { path: asked, ifHash } = params;
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
  const bytes = encoding === 'base64' ? fromBase64(params.content) : encode(params.content, encoding);
  appendToFile(folder, name, bytes);
  if (old) recordWrite(folder, name, old, Buffer.concat([old, bytes]));
  return {
    created: false,
    folders: 0,
    bytes: bytes.length,
    mark: (detected?.bomBytes ?? 0) > 0,
    ...(encoding !== 'base64' && { encoding: canonicalEncoding(encoding) }),
    ...(old && { hash: hashOf(Buffer.concat([old, bytes])) }),
  };
}

/** Makes the folders that a new file needs. */
function parentsOf(fs: Confined, { path: asked, mode, ifHash }: WriteParams): number {
  if (endsInSeparator(asked, process.platform))
    throw new ToolError('invalid', `"${visible(asked)}" ends in a separator; give the name of a file.`);
  if (/^file:/i.test(asked) || ifHash !== undefined) return 0;
  try {
    if (mode === 'create') fs.spot(asked);
    else fs.follow(asked);
    return 0;
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
    return fs.makeFolders(path.dirname(asked));
  }
}

/** Where the content goes: a new file is never made through a link, an existing one is reached as reading reaches it. */
function target(fs: Confined, asked: string, mode: WriteParams['mode']): NamedSpot {
  return mode === 'create' ? fs.named(asked) : fs.followNamed(asked);
}

type Content = { bytes: Buffer } & Pick<Written, 'encoding' | 'mark' | 'lost'>;

/** The bytes to write: in the encoding that was asked for, else in that of the file before, where it has all characters. */
function contentOf({ content, encoding, path: asked }: WriteParams, before: Detected | undefined): Content {
  if (encoding === 'base64') return { bytes: fromBase64(content), mark: false };
  const hadMark = before !== undefined && before.bomBytes > 0;
  if (encoding !== undefined) {
    const label = canonicalEncoding(encoding);
    const wantsMark = /sig|bom/i.test(encoding) || (hadMark && label === before.encoding);
    return marked(encode(content, label, visible(asked)), label, wantsMark);
  }
  if (before === undefined || (before.encoding === 'utf-8' && !hadMark))
    return marked(encode(content, 'utf-8', visible(asked)), 'utf-8', false);
  try {
    return marked(encode(content, before.encoding, visible(asked)), before.encoding, hadMark);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { ...marked(encode(content, 'utf-8', visible(asked)), 'utf-8', false), lost: before.encoding };
  }
}

/** A mark that the content brings along is not doubled. */
function marked(bytes: Buffer, encoding: Encoding, mark: boolean): Content {
  const own = markOf(encoding);
  const has = own.length > 0 && bytes.subarray(0, own.length).equals(own);
  return { bytes: mark && !has ? Buffer.concat([own, bytes]) : bytes, encoding, mark: mark || has };
}

function fromBase64(content: string): Buffer {
  const bytes = Buffer.from(content, 'base64');
  // Buffer.from skips what is not base64, which would write something else than was meant.
  if (bytes.toString('base64').replace(/=+$/, '') !== content.replace(/\s+/g, '').replace(/=+$/, '')) {
    throw new ToolError('invalid', 'The content is not valid base64.');
  }
  return bytes;
}

const swept = new Set<string>();

/** Looks for what a crashed writer left in a folder, when the answer is on its way; once where there is nothing. */
export function sweepOnce(folder: Folder, job: Job): void {
  const place = folder.path;
  if (swept.has(place)) return;
  job.afterwards(() => {
    if (sweep(folder, Date.now()) === 0) swept.add(place);
  });
}
