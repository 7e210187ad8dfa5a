import { ToolError, visible, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import type { ZipEntry } from '../archive/entry.ts';
import { openZip } from '../archive/open.ts';
import { encrypted, type DocumentText } from './document-text.ts';
import { openMeaning, pageMeaning, slideMeaning, wordMeaning } from './meanings.ts';
import { relationsOf, type Part } from './parts.ts';
import { workbookText } from './spreadsheet.ts';

import { elements, xmlText } from './xml-text.ts';

/** The inflated size of all parts of one document, in bytes. */
const mostInflated = 128 * 1024 * 1024;

/** The text of a document that is a zip file, of the kind that its parts say. */
export async function packageText(fs: Confined, path: string, job?: Job): Promise<DocumentText> {
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
    if (await isEncrypted(part)) throw encrypted(path);
    const text = await textOf(part);
    if (text !== undefined) return text;
    throw new ToolError(
      'unsupported',
      `"${visible(path)}" is a zip file without the main part of a document. list_archive of the toolset "archive" shows what is in it.`,
    );
  } finally {
    zip.close();
  }
}

/** OpenDocument says so in its manifest; books of which only the fonts are encrypted can be read. */
async function isEncrypted(part: Part): Promise<boolean> {
  if ((await part('META-INF/manifest.xml'))?.includes('encryption-data')) return true;
  return /URI="[^"]*\.x?html?"/i.test((await part('META-INF/encryption.xml')) ?? '');
}

async function textOf(part: Part): Promise<DocumentText | undefined> {
  const word = await part('word/document.xml');
  if (word !== undefined) return { what: 'Word document as text', text: `${await xmlText(word, wordMeaning, true)}\n` };
  const workbook = await part('xl/workbook.xml');
  if (workbook !== undefined) return { what: 'workbook as text', text: `${await workbookText(part, workbook)}\n` };
  const slides = await part('ppt/presentation.xml');
  if (slides !== undefined) return slidesText(part, slides);
  const content = await part('content.xml');
  if (content !== undefined)
    return { what: 'OpenDocument as text', text: `${await xmlText(content, openMeaning, false)}\n` };
  const container = await part('META-INF/container.xml');
  return container === undefined ? undefined : bookText(part, container);
}

async function slidesText(part: Part, presentation: string): Promise<DocumentText> {
  const targets = await relationsOf(part, 'ppt/_rels/presentation.xml.rels', 'ppt/');
  const texts: string[] = [];
  for (const attributes of await elements(presentation, 'sldId')) {
    const xml = await part(targets.get(attributes['r:id'] ?? '') ?? '');
    if (xml !== undefined) texts.push(`--- slide ${texts.length + 1} ---\n${await xmlText(xml, slideMeaning, true)}`);
  }
  return { what: `slides as text, ${texts.length}`, text: `${texts.join('\n\n')}\n` };
}

async function bookText(part: Part, container: string): Promise<DocumentText> {
  const texts: string[] = [];
  for (const name of await spineOf(part, container)) {
    const xml = await part(name);
    if (xml !== undefined) texts.push(await xmlText(withoutNamedEntities(xml), pageMeaning, false, 'lenient'));
  }
  return { what: `EPUB as text, ${texts.length} chapters`, text: `${texts.join('\n\n')}\n` };
}

/** The chapters of a book, in reading order. */
async function spineOf(part: Part, container: string): Promise<string[]> {
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
