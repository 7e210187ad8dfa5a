import { createHash, hash } from 'node:crypto';
import { ToolError, type OpenFile } from '@mcp-reference/kit/sandbox';
import type { Steps } from './detect.ts';

const piece = 1024 * 1024;

/** The first 16 hexadecimal digits of SHA-256: enough to notice a change, cheap to repeat. */
export const hashOf = (bytes: Uint8Array): string => hash('sha256', bytes).slice(0, 16);

/** @throws ToolError `conflict` unless the content still has the hash that the caller last saw. */
export function assertHash(bytes: Uint8Array, ifHash: string | undefined, path: string): void {
  if (ifHash === undefined) return;
  const now = hashOf(bytes);
  // A caller may hold the full SHA-256 from elsewhere.
  if (ifHash.length < 16 || !ifHash.toLowerCase().startsWith(now)) {
    throw new ToolError(
      'conflict',
      `"${path}" has changed: its hash is now ${now}, not ${ifHash}. Read it again; nothing was changed.`,
    );
  }
}

/** Returns {@link hashOf} of a whole file of any size. */
export function* hashOfFile(file: OpenFile): Steps<string> {
  const whole = createHash('sha256');
  for (let at = 0; ;) {
    const bytes = file.read(at, piece);
    if (bytes.length === 0) return whole.digest('hex').slice(0, 16);
    whole.update(bytes);
    at += bytes.length;
    yield;
  }
}
