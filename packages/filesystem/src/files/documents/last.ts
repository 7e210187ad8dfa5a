import type { Confined, OpenFile } from '@mcp-reference/kit/sandbox';
import type { Steps } from '../detect.ts';
import { documentKind } from './kind.ts';
import type { DocumentText } from './document-text.ts';

/** The last document, so that its parts are read one after the other without reading all of it again. */
let last: { key: string; text: DocumentText } | undefined;

/** A document's text, where the file is one and is to be read as one. @param start the file's first 1,024 bytes or more */
export function* asDocument(
  fs: Confined,
  file: OpenFile,
  start: Buffer,
  { path, encoding }: { path: string; encoding?: string | undefined },
): Steps<DocumentText | undefined> {
  if (encoding !== undefined) return undefined;
  const kind = documentKind(start.subarray(0, 1024), path);
  if (kind === undefined) return undefined;
  const stat = file.stat();
  const key = `${stat.identity} ${stat.size} ${stat.modified}`;
  if (last?.key === key) return last.text;
  let text: DocumentText | undefined;
  let failure: unknown;
  yield async () => {
    try {
      // Loaded with the first document: it brings what reads archives.
      const { documentText } = await import('./text.ts');
      text = await documentText(fs, path, kind);
    } catch (error) {
      failure = error;
    }
  };
  if (text === undefined) throw failure;
  last = { key, text };
  return text;
}

/** A text as if it were a file. */
export function textFile(text: string): Pick<OpenFile, 'read' | 'size'> {
  const bytes = Buffer.from(text);
  return {
    size: bytes.length,
    read: (position, length) => bytes.subarray(position, position + length),
  };
}
