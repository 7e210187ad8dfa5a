import { isUtf8 } from 'node:buffer';
import { byteOrderMarks, startsWith } from './byte-order-marks.ts';
import { snapToCharacter } from './characters.ts';
import { guessEncoding } from './detector.ts';
import { decode, isUtf32, loneSurrogate, utf16Text, type Encoding } from './encoding.ts';
import { decodeUtf32 } from './utf-32.ts';

/** The encoding of a text, and how long its byte order mark is. */
export interface Detected {
  encoding: Encoding;
  bomBytes: number;
  /** Several encodings fit; this one is only the likeliest. */
  guessed?: true;
}

// Text has backspace to carriage return (8-13) and, in terminal logs, escape (27).
// oxlint-disable-next-line no-control-regex -- control characters are what it counts
const CONTROLS = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f]/g;
/** With the bytes that windows-1252 has no character for. */
// oxlint-disable-next-line no-control-regex -- the same
const CONTROLS_IN_WINDOWS_1252 = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f\x81\x8d\x8f\x90\x9d]/g;
/** Statistics look at this many bytes; validity looks at all. */
const STATISTICS_BYTES = 65_536;

/**
 * The encoding of a text and the length of its byte order mark; undefined when the bytes are not text.
 * `sample` is the start of a file; `complete` says that it is the whole file, so that nothing is cut at its end.
 * Legacy encodings are distinguished only after {@link loadDetector}; before, they all count as windows-1252.
 */
export function detectEncoding(sample: Buffer, options: { complete: boolean }): Detected | undefined {
  for (const [encoding, bom] of byteOrderMarks) {
    if (!startsWith(sample, bom)) continue;
    if (!isUtf32(encoding)) return { encoding, bomBytes: bom.length };
    const text = decodeUtf32(sample.subarray(0, sample.length - (sample.length % 4)), encoding === 'utf-32le');
    // U+0000 right after the mark of UTF-16 is the rest of a UTF-32 mark, or no text.
    if (typeof text === 'string') return { encoding, bomBytes: bom.length };
    return undefined;
  }
  if (sample.includes(0)) {
    const encoding =
      ['utf-16le', 'utf-16be'].find((wide) => isUtf16Text(sample, wide, options.complete)) ??
      ['utf-32le', 'utf-32be'].find((wide) => isUtf32Text(sample, wide));
    return encoding === undefined ? undefined : { encoding, bomBytes: 0 };
  }
  const whole = options.complete ? sample : sample.subarray(0, sample.length - snapToCharacter(sample, 'utf-8'));
  if (sample.includes('\x1b$') && isValid(sample, 'iso-2022-jp', options.complete))
    return { encoding: 'iso-2022-jp', bomBytes: 0 };
  if (isUtf8(whole)) return controlShare(sample, CONTROLS) > 0.1 ? undefined : { encoding: 'utf-8', bomBytes: 0 };
  // Bytes that are no UTF-8 by chance look like a legacy encoding: ask for more there.
  if (controlShare(sample, CONTROLS) > 0.04) return undefined;
  const start = startOfStatistics(sample);
  const end = start + STATISTICS_BYTES;
  const guess = guessEncoding(sample.subarray(start, end), (bytes, encoding) =>
    isValid(bytes, encoding, options.complete && sample.length <= end),
  );
  if (guess !== undefined) return { bomBytes: 0, ...guess };
  if (controlShare(sample, CONTROLS_IN_WINDOWS_1252) > 0.04) return undefined;
  return { encoding: 'windows-1252', bomBytes: 0, guessed: true };
}

/** Returns a place a little before the first byte beyond ASCII: statistics of what comes before say nothing. */
function startOfStatistics(sample: Buffer): number {
  let first = 0;
  while (first < sample.length && (sample[first] ?? 0) < 0x80) first++;
  return Math.max(0, first - 64);
}

function isValid(bytes: Buffer, encoding: Encoding, complete: boolean): boolean {
  const whole = complete ? bytes : bytes.subarray(0, bytes.length - snapToCharacter(bytes, encoding));
  try {
    decode(whole, encoding);
    return true;
  } catch {
    return false;
  }
}

/** Strong evidence only: half of it ASCII, no control characters, no broken surrogate pair, at least 4 characters. */
function isUtf16Text(sample: Buffer, encoding: Encoding, complete: boolean): boolean {
  if (complete && sample.length % 2 !== 0) return false;
  const start = sample.subarray(0, STATISTICS_BYTES);
  const text = utf16Text(start.subarray(0, start.length - snapToCharacter(start, encoding)), encoding);
  if (text.length < 4 || loneSurrogate(text) >= 0) return false;
  if (/(?![\b-\r])\p{Cc}|[\ufffe\uffff]/u.test(text)) return false;
  return text.replace(/[^\0-\x7f]+/g, '').length * 2 >= text.length;
}

/** The same for UTF-32, of which hardly any other bytes are a valid text. */
function isUtf32Text(sample: Buffer, encoding: Encoding): boolean {
  const start = sample.subarray(0, Math.min(STATISTICS_BYTES, sample.length - (sample.length % 4)));
  const text = decodeUtf32(start, encoding === 'utf-32le');
  return typeof text === 'string' && text.length >= 4 && !/(?![\b-\r])\p{Cc}|[\ufffe\uffff]/u.test(text);
}

function controlShare(sample: Buffer, kinds: RegExp): number {
  const bytes = sample.subarray(0, STATISTICS_BYTES);
  if (bytes.length === 0) return 0;
  // One character a byte: the engine's own search is many times faster than a loop.
  const controls = bytes.toString('latin1').match(kinds);
  return (controls?.length ?? 0) / bytes.length;
}
