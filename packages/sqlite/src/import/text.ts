import { ToolError, visible, type OpenFile } from '@mcp-reference/kit/sandbox';
import { gunzip } from './gunzip.ts';

const piece = 256 * 1024;
/** Bytes of a file, from its beginning, in pieces. */
export type Bytes = () => Generator<{ bytes: Uint8Array; last: boolean }>;

/** The bytes of a file, unpacked if it is a gzip file. */
export function bytesOf(file: OpenFile): Bytes {
  const start = file.read(0, 2);
  if (start[0] === 0x1f && start[1] === 0x8b) return () => gunzip(file);
  return function* () {
    for (let at = 0, last = false; !last;) {
      const bytes = file.read(at, piece);
      at += bytes.length;
      last = bytes.length < piece;
      yield { bytes, last };
    }
  };
}

/** Content that is already in memory, in pieces. */
export const whole = (content: Uint8Array): Bytes =>
  function* () {
    for (let at = 0; ; at += piece) {
      const last = at + piece >= content.length;
      yield { bytes: content.subarray(at, at + piece), last };
      if (last) return;
    }
  };

/** Thrown when a text is not in the encoding that was assumed, and is to be read again in another. */
export class WrongEncoding extends Error {}

/** Text in an encoding that is given, marked, or guessed. */
export class Decoded {
  readonly #bytes: Bytes;
  readonly #name: string;
  #encoding: string;
  readonly #given: boolean;
  /** A remark on the encoding, for the answer. */
  note: string | undefined;

  constructor(bytes: Bytes, name: string, encoding: string | undefined) {
    this.#bytes = bytes;
    this.#name = name;
    this.#given = encoding !== undefined;
    this.#encoding = encoding ?? this.#marked();
    try {
      this.#decoder();
    } catch (error) {
      throw new ToolError(
        'invalid',
        `"${this.#encoding}" is not an encoding that is known here; examples: utf-8, utf-16le, windows-1252, iso-8859-2, shift_jis, gb18030.`,
        { cause: error },
      );
    }
  }

  *pieces(): Generator<{ text: string; last: boolean }> {
    const decoder = this.#decoder();
    for (const { bytes, last } of this.#bytes()) {
      let text: string;
      try {
        text = decoder.decode(bytes, { stream: !last });
      } catch (error) {
        if (this.#given || this.#encoding !== 'utf-8')
          throw new ToolError(
            'unsupported',
            `"${visible(this.#name)}" is not ${this.#encoding}; give another "encoding".`,
            {
              cause: error,
            },
          );
        this.#encoding = 'windows-1252';
        this.note = 'not UTF-8: read as windows-1252, which is a guess; give "encoding" if letters look wrong';
        throw new WrongEncoding();
      }
      yield { text, last };
    }
  }

  #decoder(): InstanceType<typeof TextDecoder> {
    return new TextDecoder(this.#encoding, { fatal: true });
  }

  /** By the byte order mark, or by the zeros that UTF-16 has beside each ASCII character. */
  #marked(): string {
    for (const { bytes } of this.#bytes()) {
      if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
      if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
      const guess = utf16In(bytes.subarray(0, sample));
      if (guess !== undefined)
        this.note = `no byte order mark: read as ${guess}, which is a guess; give "encoding" if letters look wrong`;
      return guess ?? 'utf-8';
    }
    return 'utf-8';
  }
}

const sample = 4096;

/** Text in UTF-16 without a mark: of its first bytes, most of one half are zeros, and almost none of the other. */
function utf16In(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < bytes.length; at += 2) if (bytes[at] === 0) even++;
  for (let at = 1; at < bytes.length; at += 2) if (bytes[at] === 0) odd++;
  const half = bytes.length / 2;
  if (odd > half * 0.4 && even < half * 0.05) return 'utf-16le';
  return even > half * 0.4 && odd < half * 0.05 ? 'utf-16be' : undefined;
}
