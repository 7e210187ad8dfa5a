import { findChromium } from '../host/chromium.ts';

/** Installs a missing browser before the tests start: those of several files would do it at the same time. */
export default function setUp(): void {
  findChromium();
}
