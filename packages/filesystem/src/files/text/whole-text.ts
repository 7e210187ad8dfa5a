import { ToolError, visible, type OpenFile } from '@mcp-reference/kit/sandbox';
import { detectorFor, type Steps } from '../detect.ts';
import { detectEncoding } from './detect-encoding.ts';
import { decode, type Encoding } from './encoding.ts';

/** For callers that need a file's text whole. */
export function* wholeText(file: OpenFile, limit: number): Steps<{ text: string; bytes: Buffer; encoding: Encoding }> {
  const bytes = file.readAll(limit);
  yield* detectorFor(bytes);
  const detected = detectEncoding(bytes, { complete: true });
  if (detected === undefined) throw new ToolError('unsupported', `"${visible(file.shown)}" is binary, not text.`);
  return { text: decode(bytes.subarray(detected.bomBytes), detected.encoding), bytes, encoding: detected.encoding };
}
