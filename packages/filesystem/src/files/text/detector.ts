import type { detectAll } from 'jschardet';
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
  for (const { encoding: name, confidence } of detect(bytes).slice(0, 8)) {
    const encoding = known(name);
    if (encoding === undefined || encoding.startsWith('utf') || !isValid(bytes, encoding)) continue;
    if (confidence < leastFor(encoding)) continue;
    if (!latin(encoding) && !wordsOf(bytes, encoding)) continue;
    return confidence >= sure ? { encoding } : { encoding, guessed: true };
  }
  return undefined;
}

/** True if an alphabet is the Latin one, with accented letters. */
const latin = (encoding: Encoding): boolean =>
  !wide.has(encoding) && !script.test(encoding) && !cyrillic.test(encoding);

/** In other alphabets whole words are beyond ASCII; a Latin text only has single letters there. */
const wordsOf = (bytes: Buffer, encoding: Encoding): boolean =>
  encoding === 'shift_jis' || encoding === 'big5' || encoding === 'iso-2022-jp' || pairedShare(bytes) >= 0.7;

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
