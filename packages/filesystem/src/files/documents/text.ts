import { ToolError, visible, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { encrypted, type DocumentText } from './document-text.ts';
import type { DocumentKind } from './kind.ts';
import { notebookText } from './notebook.ts';
import { packageText } from './package.ts';

/** Larger documents are not opened. */
const largest = 64 * 1024 * 1024;

/** The text of a document. @throws ToolError `unsupported` when it cannot be read. */
export async function documentText(fs: Confined, path: string, kind: DocumentKind, job?: Job): Promise<DocumentText> {
  const file = fs.file(path);
  const { size } = file.stat();
  if (size > largest)
    throw new ToolError('too_large', `"${visible(path)}" is a document of more than ${largest / 1024 / 1024} MB.`);
  try {
    if (kind === 'ipynb') return notebookText(file.readAll(largest).toString('utf8'));
    if (kind === 'pdf') return await pdfText(file.readAll(largest));
    if (kind === 'binary office') throw binaryOffice(path, file.readAll(largest));
    return await packageText(fs, path, job);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    if (error instanceof Error && error.name === 'PasswordException') throw encrypted(path);
    const reason = error instanceof Error ? visible(error.message.split('\n')[0] ?? '').slice(0, 200) : 'unknown';
    throw new ToolError('unsupported', `The document "${visible(path)}" cannot be read: ${reason}`, { cause: error });
  } finally {
    file.close();
  }
}

/** The container of Office before 2007, in which encrypted documents are stored to this day. */
function binaryOffice(path: string, bytes: Buffer): ToolError {
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) return encrypted(path);
  return new ToolError(
    'unsupported',
    `"${visible(path)}" is in the binary format of Office before 2007. Save it as .docx, .xlsx or .pptx to read it as text.`,
  );
}

async function pdfText(bytes: Buffer): Promise<DocumentText> {
  const { extractText, getDocumentProxy } = await import('unpdf');
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const { text, totalPages } = await extractText(pdf, { mergePages: false });
  const pages = text.map((page, index) => `--- page ${index + 1} of ${totalPages} ---\n${page.trim()}\n`);
  const empty = text.every((page) => page.trim() === '');
  return {
    what: `PDF as text, ${totalPages} ${totalPages === 1 ? 'page' : 'pages'}${empty ? ', no text in it (scanned images?)' : ''}`,
    text: pages.join('\n'),
  };
}
