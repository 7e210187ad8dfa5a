import { isAscii, isUtf8 } from 'node:buffer';
import { detectEncoding } from '../text/detect-encoding.ts';
import { loadDetector } from '../text/detector.ts';
import { decode, type Encoding } from '../text/encoding.ts';
import { multiByte } from '../text/legacy-codec.ts';

/** The encoding that the zip format names for everything but UTF-8. */
export const standard = 'cp437';

/** Names that are looked at before the encoding is guessed. */
const samples = 1000;

/** Gathers the names of an archive that do not say how they are encoded. */
export class NameSample {
  readonly #names: Buffer[] = [];

  get isFull(): boolean {
    return this.#names.length >= samples;
  }

  add(name: Buffer): void {
    if (!isAscii(name) && !isUtf8(name)) this.#names.push(name);
  }

  /**
   * Guesses the encoding of the names: an East Asian one if they look like it, else the standard's.
   * @returns undefined if there is nothing to guess
   */
  async guess(): Promise<Encoding | undefined> {
    if (this.#names.length === 0) return undefined;
    await loadDetector();
    const text = Buffer.concat(this.#names.flatMap((name) => [name, Buffer.of(0x0a)]));
    const found = detectEncoding(text, { complete: true })?.encoding ?? standard;
    return multiByte.has(found) ? found : standard;
  }
}

/** Returns a name with U+FFFD in it if it is not valid in the encoding. */
export function decodeName(name: Buffer, encoding: Encoding): string {
  try {
    return decode(name, encoding);
  } catch {
    return name.toString('latin1').replaceAll(/[^ -~]/g, '\ufffd');
  }
}
