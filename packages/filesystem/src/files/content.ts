import { ToolError, visible } from '@mcp-reference/kit/sandbox';
import { markOf } from './text/byte-order-marks.ts';
import { type Detected } from './text/detect-encoding.ts';
import { canonicalEncoding, encode, type Encoding } from './text/encoding.ts';

/** Bytes to write, and how they came about. */
export interface Content {
  bytes: Buffer;
  /** Undefined for bytes that are not text. */
  encoding?: Encoding;
  /** True if the bytes begin with a byte order mark. */
  mark: boolean;
  /** The encoding of the file until now, if it could not be kept, and the reason. */
  lost?: string;
}

export interface Given {
  path: string;
  content: string;
  /** A text encoding, or `base64` for bytes. */
  encoding?: string | undefined;
}

/** Encodes a text as asked for, else in the encoding of the file before, if that has all characters. */
export function contentOf({ content, encoding, path }: Given, before: Detected | undefined): Content {
  if (encoding === 'base64') return { bytes: fromBase64(content), mark: false };
  const hadMark = before !== undefined && before.bomBytes > 0;
  if (encoding !== undefined) {
    const label = canonicalEncoding(encoding);
    const wantsMark = /sig|bom/i.test(encoding) || (hadMark && label === before.encoding);
    return marked(encode(content, label, visible(path)), label, wantsMark);
  }
  if (before === undefined || (before.encoding === 'utf-8' && !hadMark))
    return marked(encode(content, 'utf-8', visible(path)), 'utf-8', false);
  try {
    return marked(encode(content, before.encoding, visible(path)), before.encoding, hadMark);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const guess = before.guessed === true ? ' (guessed)' : '';
    const why = error.code === 'unsupported' ? 'cannot be written here' : 'lacks some of its characters';
    const lost = `the encoding until now, ${before.encoding}${guess}, ${why}`;
    return { ...marked(encode(content, 'utf-8', visible(path)), 'utf-8', false), lost };
  }
}

/** Puts a byte order mark before the content, unless it brings its own. */
function marked(bytes: Buffer, encoding: Encoding, mark: boolean): Content {
  const own = markOf(encoding);
  const has = own.length > 0 && bytes.subarray(0, own.length).equals(own);
  return { bytes: mark && !has ? Buffer.concat([own, bytes]) : bytes, encoding, mark: mark || has };
}

/** @throws ToolError `invalid` for characters outside base64, which Buffer would skip */
export function fromBase64(content: string): Buffer {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== content.replace(/\s+/g, '').replace(/=+$/, '')) {
    throw new ToolError('invalid', 'The content is not valid base64.');
  }
  return bytes;
}
