import { isUtf8 } from 'node:buffer';
import type { Waiting } from '@mcp-reference/kit/sandbox';
import { isDetectorLoaded, loadDetector } from './text/detector.ts';

/** An operation in steps. Work that a step yields is awaited. */
export type Steps<R> = Generator<Waiting | undefined, R>;

/** Loads the detector of legacy encodings before bytes that need it are looked at. */
export function* detectorFor(bytes: Buffer, asked?: string): Steps<void> {
  if (asked !== undefined || isDetectorLoaded() || isUtf8(bytes) || bytes.includes(0)) return;
  yield loadDetector;
}
