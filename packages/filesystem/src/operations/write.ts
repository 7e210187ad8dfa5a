import {
  appendToFile,
  assertRegular,
  endsInSeparator,
  createFile,
  replaceFile,
  sweep,
  ToolError,
  visible,
  type Confined,
  type Folder,
  type Job,
  type NamedSpot,
} from '@mcp-reference/kit/sandbox';
import { detectEncoding, encode } from '../text/encoding.ts';
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
  /** Bytes that were written. */
  bytes: number;
  /** Of the file as it is now, unless that is too large to be read for it. */
  hash?: string;
}

/** A file larger than this is not rewritten as a whole. */
export const maxEditable = 64 * 1024 * 1024;

export function write(fs: Confined, params: WriteParams, job: Job): Written {
  const { path, mode, ifHash } = params;
  const spot = target(fs, path, mode);
  const { folder, name, stat } = spot;
  sweepOnce(folder, job);
  if (stat === undefined) {
    if (ifHash !== undefined)
      throw new ToolError('conflict', `"${visible(path)}" does not exist, so it cannot have the hash ${ifHash}.`);
    const bytes = bytesOf(params, 'utf-8');
    createFile(folder, name, bytes);
    return { created: true, bytes: bytes.length, hash: hashOf(bytes) };
  }
  if (mode === 'create')
    throw new ToolError(
      'conflict',
      `"${visible(path)}" already exists. To replace it use mode "overwrite", to change a part of it edit_file.`,
    );
  assertRegular(stat, path);
  if (mode === 'append') return append(params, folder, name, stat.size);
  if (ifHash !== undefined) assertHash(folder.open(name).readAll(maxEditable), ifHash, path);
  const bytes = bytesOf(params, 'utf-8');
  replaceFile(folder, name, stat, bytes);
  return { created: false, bytes: bytes.length, hash: hashOf(bytes) };
}

/** A file of any size can grow; its hash is only told where it can be read at once. */
function append(params: WriteParams, folder: Folder, name: string, size: number): Written {
  const { path, ifHash } = params;
  const file = folder.open(name);
  const old = size <= maxEditable ? file.readAll(maxEditable) : undefined;
  const sample = old ?? file.read(0, 64 * 1024);
  file.close();
  if (ifHash !== undefined && old === undefined) {
    throw new ToolError('too_large', `"${visible(path)}" is too large for its hash to be checked; leave out ifHash.`);
  }
  if (old) assertHash(old, ifHash, path);
  const bytes = bytesOf(params, detectEncoding(sample, { complete: old !== undefined })?.encoding ?? 'utf-8');
  appendToFile(folder, name, bytes);
  return { created: false, bytes: bytes.length, ...(old && { hash: hashOf(Buffer.concat([old, bytes])) }) };
}

/** Where the content goes: a new file is never made through a link, an existing one is reached as reading reaches it. */
function target(fs: Confined, path: string, mode: WriteParams['mode']): NamedSpot {
  if (endsInSeparator(path, process.platform))
    throw new ToolError('invalid', `"${visible(path)}" ends in a separator; give the name of a file.`);
  try {
    return mode === 'create' ? fs.named(path) : fs.followNamed(path);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
    throw new ToolError(
      'not_found',
      `The folder of "${visible(path)}" does not exist; make it with create_directory first.`,
      { cause: error },
    );
  }
}

function bytesOf({ content, encoding }: WriteParams, fallback: string): Buffer {
  if (encoding !== 'base64') return encode(content, encoding ?? fallback);
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
  const { path } = folder;
  if (swept.has(path)) return;
  job.afterwards(() => {
    if (sweep(folder, Date.now()) === 0) swept.add(path);
  });
}
