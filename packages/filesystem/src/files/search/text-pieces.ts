import { ToolError, visible, type Folder } from '@mcp-reference/kit/sandbox';
import { afterLastBreak } from '../text/chunks.ts';
import { snapToCharacter } from '../text/characters.ts';
import { bomLength } from '../text/byte-order-marks.ts';
import { detectEncoding } from '../text/detect-encoding.ts';
import { isNearlyUtf8 } from '../text/detector.ts';
import { canonicalEncoding, decode, type Encoding } from '../text/encoding.ts';
import { detectorFor, type Steps } from '../detect.ts';

/** A piece of a text, whole lines; only a line that is longer than a piece is cut. */
export interface Piece {
  /** Undefined where the piece cannot match, and was not decoded. */
  text: string | undefined;
  /** The number of lines, if there is no text. */
  lines: number;
}

/** The size of one read, in bytes. */
const pieceSize = 4 * 1024 * 1024;
/** A line that is longer is searched in pieces. */
const longestLine = 32 * 1024 * 1024;
/** The part of a file that tells if it is text, and its encoding, in bytes. */
const sniffed = 16 * 1024;

export interface PieceOptions {
  encoding?: string | undefined;
  /** Bytes without which no piece can match. */
  required?: Buffer | undefined;
  /** Read the file as one piece. */
  whole: boolean;
}

/** An open text, of which nothing has been decoded yet. */
export interface OpenText {
  size: number;
  pieces(): Generator<Piece, void>;
  close(): void;
}

/**
 * Opens a text file of any size.
 * @returns undefined when it is not text.
 */
export function* openText(folder: Folder, name: string, options: PieceOptions): Steps<OpenText | undefined> {
  const file = folder.openListed(name);
  const { size } = file.stat();
  // Files of /proc say that they are empty.
  const first = file.read(0, size === 0 ? pieceSize : Math.min(size, pieceSize));
  const complete = first.length >= size;
  const sample = first.subarray(0, sniffed);
  const begins = yield* encodingOf(sample, complete && first.length <= sniffed, options.encoding);
  if (begins === undefined) {
    file.close();
    return undefined;
  }
  // What begins as ASCII may go on in a legacy encoding.
  const isAssumed = options.encoding === undefined && begins.encoding === 'utf-8' && begins.bomBytes === 0;
  const goesOn = isAssumed && !isNearlyUtf8(first) ? yield* encodingOf(first, complete, undefined) : undefined;
  const { encoding, bomBytes } = goesOn ?? begins;
  const wide = encoding.startsWith('utf-16') || encoding.startsWith('utf-32') || encoding === 'iso-2022-jp';
  const required = wide ? undefined : options.required;
  return {
    size,
    close: () => file.close(),
    *pieces() {
      let position = bomBytes;
      let bytes = first.subarray(bomBytes);
      for (;;) {
        const atEnd = position + bytes.length >= size;
        let length = bytes.length;
        if (!atEnd && !options.whole) {
          length = afterLastBreak(bytes, bytes.length, encoding);
          if (length <= 0) length = bytes.length >= longestLine ? bytes.length - snapToCharacter(bytes, encoding) : 0;
        }
        if (length > 0 && (atEnd || !options.whole)) {
          yield pieceOf(bytes.subarray(0, length), encoding, required, visible(folder.show(name)));
          position += length;
          if (position >= size && atEnd) return;
          bytes = bytes.subarray(length);
        }
        if (bytes.length === 0 && atEnd) return;
        const more = file.read(position + bytes.length, Math.max(pieceSize, bytes.length));
        if (more.length === 0) {
          // The file became shorter, or is one of /proc.
          if (bytes.length > 0) yield pieceOf(bytes, encoding, required, visible(folder.show(name)));
          return;
        }
        bytes = bytes.length === 0 ? more : Buffer.concat([bytes, more]);
      }
    },
  };
}

function* encodingOf(
  sample: Buffer,
  complete: boolean,
  asked: string | undefined,
): Steps<{ encoding: Encoding; bomBytes: number } | undefined> {
  if (asked !== undefined) {
    const encoding = canonicalEncoding(asked);
    return { encoding, bomBytes: bomLength(sample, encoding) };
  }
  yield* detectorFor(sample);
  return detectEncoding(sample, { complete });
}

function pieceOf(bytes: Buffer, encoding: Encoding, required: Buffer | undefined, shown: string): Piece {
  if (required && !bytes.includes(required)) return { text: undefined, lines: countLines(bytes) };
  return { text: textOf(bytes, encoding, shown), lines: 0 };
}

/** Bytes that are not valid show as replacement characters: one of them must not hide the other lines. */
function textOf(bytes: Buffer, encoding: Encoding, shown: string): string {
  if (encoding === 'utf-8') return bytes.toString('utf8');
  try {
    return decode(bytes, encoding, shown);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    try {
      return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
    } catch {
      return bytes.toString('latin1');
    }
  }
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return bytes.at(-1) === 10 || bytes.length === 0 ? count : count + 1;
}
