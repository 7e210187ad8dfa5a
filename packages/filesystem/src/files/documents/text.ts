import { ToolError, visible, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import type { ZipEntry } from '../archive/entry.ts';
import { openZip } from '../archive/open.ts';
import { byNumber, workbookText } from './spreadsheet.ts';
import { elements, xmlText, type Meaning } from './xml-text.ts';

export interface DocumentText {
  /** A description for a header: `PDF, 12 pages`. */
  what: string;
  text: string;
}

/** Larger documents are not opened. */
const largest = 64 * 1024 * 1024;
/** The inflated size of all parts of one document, in bytes. */
const mostInflated = 128 * 1024 * 1024;

type Kind = 'pdf' | 'docx' | 'xlsx' | 'pptx' | 'opendocument' | 'epub' | 'ipynb';

/** Returns the kind of document that a file is, by its first bytes and its name; undefined for all others. */
export function documentKind(start: Buffer, path: string): Kind | undefined {
  if (start.subarray(0, 1024).includes('%PDF-')) return 'pdf';
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  if (extension === 'ipynb' && /^\s*\{/.test(start.toString('latin1', 0, 64))) return 'ipynb';
  if (start.toString('latin1', 0, 4) !== 'PK\x03\x04') return undefined;
  if (extension === 'docx' || extension === 'docm') return 'docx';
  if (extension === 'xlsx' || extension === 'xlsm') return 'xlsx';
  if (extension === 'pptx' || extension === 'pptm') return 'pptx';
  if (extension === 'epub') return 'epub';
  return /^(odt|ods|odp)$/.test(extension) ? 'opendocument' : undefined;
}

/** The text of a document. @throws ToolError `unsupported` when it cannot be read. */
export async function documentText(fs: Confined, path: string, kind: Kind, job?: Job): Promise<DocumentText> {
  const file = fs.file(path);
  const { size } = file.stat();
  if (size > largest)
    throw new ToolError('too_large', `"${visible(path)}" is a document of more than ${largest / 1024 / 1024} MB.`);
  try {
    if (kind === 'ipynb') return notebookText(file.readAll(largest).toString('utf8'));
    if (kind === 'pdf') return await pdfText(file.readAll(largest));
    return await packageText(fs, path, kind, job);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    const reason = error instanceof Error ? visible(error.message).slice(0, 200) : 'unknown';
    throw new ToolError('unsupported', `The document "${visible(path)}" cannot be read: ${reason}`, { cause: error });
  } finally {
    file.close();
  }
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

/** Cells with their sources and text outputs; images and other payloads are named and left out. */
function notebookText(json: string): DocumentText {
  const notebook = JSON.parse(json) as { cells?: unknown };
  const cells = Array.isArray(notebook.cells) ? (notebook.cells as Record<string, unknown>[]) : [];
  const parts = cells.map((cell, index) => {
    const outputs = Array.isArray(cell['outputs']) ? (cell['outputs'] as Record<string, unknown>[]) : [];
    const shown = outputs.map((output) => outputText(output)).filter((text) => text !== '');
    const head = `--- cell ${index + 1}, ${String(cell['cell_type'])} ---`;
    return [head, joined(cell['source']), ...shown.map((text) => `--- output ---\n${text}`)].join('\n');
  });
  return { what: `notebook as text, ${cells.length} cells`, text: `${parts.join('\n\n')}\n` };
}

const joined = (value: unknown): string =>
  Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : '';

function outputText(output: Record<string, unknown>): string {
  if (output['text'] !== undefined) return joined(output['text']).trimEnd();
  if (output['ename'] !== undefined) return `${joined(output['ename'])}: ${joined(output['evalue'])}`;
  const data = (output['data'] ?? {}) as Record<string, unknown>;
  const left = Object.keys(data).filter((type) => type !== 'text/plain' && type !== 'text/html');
  const note = left.length > 0 ? `[${left.join(', ')} left out]` : '';
  return [joined(data['text/plain']).trimEnd(), note].filter((text) => text !== '').join('\n');
}

async function packageText(fs: Confined, path: string, kind: Kind, job?: Job): Promise<DocumentText> {
  // Names in documents are ASCII.
  const zip = await openZip(fs, path, 'cp437');
  try {
    const entries = new Map<string, ZipEntry>();
    const running = job ?? ({ cancelled: () => false, overdue: () => false } as Job);
    for await (const entry of zip.entries(running)) entries.set(entry.name, entry);
    let inflated = 0;
    const part = async (name: string): Promise<string | undefined> => {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      const pieces: Buffer[] = [];
      for await (const piece of zip.content(entry)) {
        inflated += piece.length;
        if (inflated > mostInflated) throw new ToolError('too_large', `"${visible(path)}" inflates to too much text.`);
        pieces.push(piece);
      }
      return Buffer.concat(pieces).toString('utf8');
    };
    return await textOf(kind, part, [...entries.keys()]);
  } finally {
    zip.close();
  }
}

async function textOf(
  kind: Kind,
  part: (name: string) => Promise<string | undefined>,
  names: string[],
): Promise<DocumentText> {
  if (kind === 'xlsx') return { what: 'workbook as text', text: `${await workbookText(part, names)}\n` };
  if (kind === 'docx') {
    const body = await xmlText((await part('word/document.xml')) ?? '<x/>', wordMeaning, true);
    return { what: 'Word document as text', text: `${body}\n` };
  }
  if (kind === 'opendocument')
    return {
      what: 'OpenDocument as text',
      text: `${await xmlText((await part('content.xml')) ?? '<x/>', openMeaning, false)}\n`,
    };
  const chosen =
    kind === 'pptx'
      ? names.filter((name) => /^ppt\/slides\/slide\d+\.xml$/.test(name)).sort(byNumber)
      : await spineOf(part);
  const texts: string[] = [];
  for (const name of chosen) {
    const xml = await part(name);
    if (xml === undefined) continue;
    if (kind === 'pptx') texts.push(`--- slide ${texts.length + 1} ---\n${await xmlText(xml, slideMeaning, true)}`);
    else texts.push(await xmlText(withoutNamedEntities(xml), pageMeaning, false));
  }
  const what = kind === 'pptx' ? `slides as text, ${texts.length}` : `EPUB as text, ${texts.length} chapters`;
  return { what, text: `${texts.join('\n\n')}\n` };
}

/** The chapters of a book, in reading order. */
async function spineOf(part: (name: string) => Promise<string | undefined>): Promise<string[]> {
  const container = (await part('META-INF/container.xml')) ?? '<x/>';
  const root = (await elements(container, 'rootfile'))[0]?.['full-path'] ?? '';
  const opf = (await part(root)) ?? '<x/>';
  const base = root.includes('/') ? root.slice(0, root.lastIndexOf('/') + 1) : '';
  const items = new Map((await elements(opf, 'item')).map(({ id, href }) => [id, href ?? '']));
  return (await elements(opf, 'itemref')).map(({ idref }) => base + decodeURIComponent(items.get(idref) ?? ''));
}

/** XHTML names entities that XML does not know. */
const withoutNamedEntities = (xml: string): string =>
  xml.replace(/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(\w{1,30});/g, (_, name: string) =>
    name === 'nbsp' ? '\u00a0' : `&amp;${name};`,
  );

const wordMeaning = (name: string): Meaning =>
  ({ t: 'text', p: 'block', tc: 'tab', tab: 'tab', br: 'break', instrText: 'skip', delText: 'skip' } as const)[name];
const slideMeaning = (name: string): Meaning => ({ t: 'text', p: 'block', br: 'break' } as const)[name];
const openMeaning = (name: string): Meaning =>
  (
    {
      p: 'block',
      h: 'block',
      'table-row': 'block',
      'table-cell': 'tab',
      tab: 'tab',
      s: 'tab',
      'line-break': 'break',
      annotation: 'skip',
      scripts: 'skip',
    } as const
  )[name];
const pageMeaning = (name: string): Meaning =>
  /^(p|h[1-6]|li|div|tr|title|blockquote|pre)$/.test(name)
    ? 'block'
    : /^(script|style|head)$/.test(name)
      ? 'skip'
      : name === 'br'
        ? 'break'
        : name === 'td'
          ? 'cell'
          : undefined;
