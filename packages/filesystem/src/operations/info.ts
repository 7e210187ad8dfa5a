import { assertRegular, missing, type Confined, type Kind, type Stat } from '@mcp-reference/kit/sandbox';
import { createHash } from 'node:crypto';
import { detectEncoding } from '../files/text/detect-encoding.ts';
import { countLines } from '../files/text/lines.ts';
import { detectorFor, type Steps } from '../files/detect.ts';
import { targetOf } from './list.ts';
import { sniff } from '../files/media-type.ts';

export interface Info {
  kind: Kind;
  stat: Stat;
  /** For a link: where it leads, and what is there if that is inside. */
  target?: string;
  /** For a folder. */
  entries?: number;
  mimeType?: string;
  encoding?: string;
  lines?: number;
  hash?: string;
}

/** Above this size in bytes, lines and hash are not worth the reading unless they were asked for. */
const cheap = 1024 * 1024;
const piece = 4 * 1024 * 1024;
const sampleSize = 64 * 1024;

/** Returns the metadata of a file or folder without changing anything, even its access time where the system allows. */
export function* info(fs: Confined, { path, hash }: { path: string; hash: boolean }): Steps<Info> {
  const spot = fs.spot(path);
  const { folder, name, stat } = spot;
  if (stat === undefined) throw missing(path);
  if (name === undefined || stat.kind === 'folder') {
    return { kind: 'folder', stat, entries: fs.folder(path).entries().length };
  }
  if (stat.kind === 'link') return { kind: 'link', stat, target: targetOf(folder, name) };
  if (stat.kind !== 'file') return { kind: stat.kind, stat };
  assertRegular(stat, path);
  const file = folder.open(name);
  const { size } = stat;
  // A small file is read once.
  const whole = size > 0 && size <= cheap ? file.read(0, size) : undefined;
  const sample = whole ?? file.read(0, sampleSize);
  const complete = sample.length >= size;
  yield* detectorFor(sample);
  const text = detectEncoding(sample, { complete });
  const { mimeType } = sniff(sample, path);
  const found: Info = {
    kind: 'file',
    stat,
    mimeType: text && mimeType === 'application/octet-stream' ? 'text/plain' : mimeType,
  };
  if (text) {
    const isCertain = complete || text.bomBytes > 0;
    found.encoding = `${text.encoding}${text.guessed ? ' (guessed)' : isCertain ? '' : ' (in its first 64 KiB)'}`;
  }
  if (!hash && size > cheap) return found;
  const read = (at: number, length: number) => whole?.subarray(at, at + length) ?? file.read(at, length);
  if (text) found.lines = countLines({ size, read }, text.encoding, { start: text.bomBytes });
  const sum = createHash('sha256');
  for (let at = 0; at < size; at += piece) {
    sum.update(read(at, Math.min(piece, size - at)));
    yield;
  }
  found.hash = sum.digest('hex').slice(0, 16);
  return found;
}
