import { isUtf8 } from 'node:buffer';
import type { detectAll } from 'jschardet';
import { hasFourBytes, snapToCharacter } from './characters.ts';
import { decode } from './encoding.ts';
import { canonicalEncoding, type Encoding } from './labels.ts';

let detect: typeof detectAll | undefined;

/** Loads the detector of legacy encodings, which is large and rarely needed. Quick when it is loaded. */
export async function loadDetector(): Promise<void> {
  detect ??= (await import('jschardet')).detectAll;
}

export const isDetectorLoaded = (): boolean => detect !== undefined;

/** Below this, the likeliest encoding is called a guess. */
const sure = 0.5;
/** The score that short texts in these encodings reach, if the runner-up is another alphabet. */
const leastOf = { wide: 0.02, script: 0.06, latin: 0.1, rare: 0.25 };

const wide = new Set(['gbk', 'gb18030', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis', 'euc-kr']);
/** Encodings of other alphabets, with a letter for nearly every byte: random bytes rarely form words in them. */
const script = /^(windows-125[1356]|windows-874|koi8-[ru]|iso-8859-[5678])$/;
/** The Cyrillic ones of DOS and old Macs. */
const cyrillic = /^(ibm866|cp855|cp1125|x-mac-cyrillic|kz1048|ptcp154)$/;
/** Of DOS, old Macs and others: likely only with strong evidence. */
const rare = /^(cp|ibm|mac|x-mac|kz|ptcp)/;

/**
 * The likeliest legacy encoding; undefined when none is likely. `isValid` says whether the bytes are valid in it.
 * Short texts say little: what their bytes look like decides there between East Asian and Western text.
 */
export function guessEncoding(
  bytes: Buffer,
  isValid: (bytes: Buffer, encoding: Encoding) => boolean,
): { encoding: Encoding; guessed?: true } | undefined {
  if (detect === undefined) return undefined;
  const candidates = detect(bytes).slice(0, 8);
  for (const { encoding: name, confidence } of candidates) {
    const encoding = known(name);
    if (encoding === undefined || encoding.startsWith('utf') || !isValid(bytes, encoding)) continue;
    if (confidence < leastFor(encoding)) continue;
    if (!latin(encoding) && !wordsOf(bytes, encoding)) continue;
    const found = exact(bytes, encoding);
    return confidence >= sure ? { encoding: found } : { encoding: found, guessed: true };
  }
  const names = candidates.map(({ encoding }) => known(encoding)).filter((one) => one !== undefined);
  const likely = unlikelyLatin(bytes, names, isValid);
  return likely === undefined ? undefined : { encoding: exact(bytes, likely), guessed: true };
}

/** The name of an encoding that fits a text best: of several that read it alike the usual one, and GB18030 where GBK is too small. */
function exact(bytes: Buffer, encoding: Encoding): Encoding {
  if (encoding === 'gbk') return hasFourBytes(bytes) ? 'gb18030' : 'gbk';
  if (!latin(encoding) || rare.test(encoding)) return encoding;
  return readAs(bytes, encoding) === readAs(bytes, 'windows-1252') ? 'windows-1252' : encoding;
}

/** The encoding of a text whose bytes beyond ASCII stand together, as they hardly do in Latin text, although no statistics say so. */
function unlikelyLatin(
  bytes: Buffer,
  names: readonly Encoding[],
  isValid: (bytes: Buffer, encoding: Encoding) => boolean,
): Encoding | undefined {
  if (bytes.filter((byte) => byte >= 0x80).length < 4 || pairedShare(bytes) < 0.8 || isNearlyUtf8(bytes))
    return undefined;
  const korean = isValid(bytes, 'euc-kr') ? readAs(bytes, 'euc-kr') : '';
  if (shareOf(hangul, korean) > 0.7 && korean.length >= 8) return 'euc-kr';
  return names.find((name) => wide.has(name) && isValid(bytes, name));
}

const hangul = /[\uac00-\ud7a3]/g;

const shareOf = (letters: RegExp, text: string): number =>
  (text.match(letters)?.length ?? 0) / Math.max(1, text.replace(/[\0-\x7f]+/g, '').length);

/** A UTF-8 text, also with a few broken bytes. */
export function isNearlyUtf8(bytes: Buffer): boolean {
  if (isUtf8(bytes)) return true;
  const text = bytes.toString('utf8');
  return shareOf(/\ufffd/g, text) < 0.2;
}

function readAs(bytes: Buffer, encoding: Encoding): string {
  const whole = bytes.subarray(0, bytes.length - snapToCharacter(bytes, encoding));
  try {
    return decode(whole, encoding);
  } catch {
    return '';
  }
}

/** True if an alphabet is the Latin one, with accented letters. */
const latin = (encoding: Encoding): boolean =>
  !wide.has(encoding) && !script.test(encoding) && !cyrillic.test(encoding);

/** In other alphabets whole words are beyond ASCII; a Latin text only has single letters there. */
const wordsOf = (bytes: Buffer, encoding: Encoding): boolean =>
  encoding === 'iso-2022-jp' ||
  (encoding === 'shift_jis' || encoding === 'big5'
    ? withinWords(readAs(bytes, encoding)) < 0.5
    : pairedShare(bytes) >= 0.7);

/** The share of characters beyond ASCII that stand between Latin letters, as accented letters do. */
const withinWords = (text: string): number => shareOf(/(?<=[a-z])[^\0-\x7f](?=[a-z])/gi, text);

function leastFor(encoding: Encoding): number {
  if (wide.has(encoding)) return leastOf.wide;
  if (rare.test(encoding)) return leastOf.rare;
  return script.test(encoding) ? leastOf.script : leastOf.latin;
}

function known(name: string | null): Encoding | undefined {
  if (name === null) return undefined;
  try {
    const label = canonicalEncoding(name.replace(/^iso8859-/i, 'iso-8859-'));
    return label === 'gb18030' ? 'gbk' : label;
  } catch {
    return undefined;
  }
}

/** The share of bytes beyond ASCII that stand next to each other; accented letters mostly stand alone. */
function pairedShare(bytes: Buffer): number {
  let [high, paired] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    high++;
    if ((bytes[at - 1] ?? 0) >= 0x80 || (bytes[at + 1] ?? 0) >= 0x80) paired++;
  }
  return high === 0 ? 0 : paired / high;
}
