import { isUtf8 } from 'node:buffer';
import { isDetectorLoaded, loadDetector } from '../text/detector.ts';

/** An operation in steps; a step that is a promise is waited for. */
export type Steps<R> = Generator<Promise<unknown> | undefined, R>;

/** Loads the detector of legacy encodings before bytes that need it are looked at. */
export function* detectorFor(bytes: Buffer, asked?: string): Steps<void> {
  if (asked !== undefined || isDetectorLoaded() || isUtf8(bytes) || bytes.includes(0)) return;
  yield loadDetector();
}
