import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { sharedBox, split, startShared } from './fixtures.ts';

const { folder, put } = sharedBox();
const server = await startShared([folder]);
const read = (path: string, rest: Record<string, unknown> = {}) => server.call('read_text_file', { path, ...rest });

async function zip(parts: Record<string, string>): Promise<Buffer> {
  const file = new ZipFile();
  for (const [name, content] of Object.entries(parts)) file.addBuffer(Buffer.from(content), name);
  file.end();
  return buffer(file.outputStream);
}

/** A PDF of one page with one line, as small as the format allows. */
function pdf(line: string): Buffer {
  const stream = `BT /F1 24 Tf 72 720 Td (${line}) Tj ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${stream.length}>>\nstream\n${stream}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const start = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${rows}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

test('a Word document is read as text, in parts like any file', async () => {
  const body = '<w:p><w:r><w:t>First &amp; foremost</w:t></w:r></w:p><w:p><w:r><w:t>Second</w:t></w:r></w:p>';
  put('a.docx', await zip({ 'word/document.xml': `<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>` }));
  const { header, body: text } = split(await read('a.docx'));
  expect(header).toMatch(/^a\.docx: 2 lines, .*Word document as text$/);
  expect(text).toBe('First & foremost\nSecond\n');
  expect(split(await read('a.docx', { startLine: 2 })).body).toBe('Second\n');
});

test('a workbook is read as rows of cells', async () => {
  const sheet = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>42</v></c></row>';
  put(
    'a.xlsx',
    await zip({
      'xl/workbook.xml': '<workbook><sheets><sheet name="Beds" sheetId="1"/></sheets></workbook>',
      'xl/sharedStrings.xml': '<sst><si><t>pea</t></si></sst>',
      'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
    }),
  );
  expect(split(await read('a.xlsx')).body).toBe('# Beds\npea\t\t42\n');
});

test('slides, OpenDocument and books are read in order', async () => {
  const slide = (text: string) => `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`;
  put('a.pptx', await zip({ 'ppt/slides/slide10.xml': slide('ten'), 'ppt/slides/slide2.xml': slide('two') }));
  expect(split(await read('a.pptx')).body).toBe('--- slide 1 ---\ntwo\n\n--- slide 2 ---\nten\n');
  put('a.odt', await zip({ 'content.xml': '<o xmlns:t="t"><t:h>Head</t:h><t:p>Body</t:p></o>' }));
  expect(split(await read('a.odt')).body).toBe('Head\nBody\n');
  put(
    'a.epub',
    await zip({
      'META-INF/container.xml': '<c><rootfile full-path="o/b.opf"/></c>',
      'o/b.opf':
        '<p><item id="1" href="one.xhtml"/><item id="2" href="two.xhtml"/><itemref idref="2"/><itemref idref="1"/></p>',
      'o/one.xhtml': '<html><p>one&nbsp;1</p></html>',
      'o/two.xhtml': '<html><p>two</p></html>',
    }),
  );
  expect(split(await read('a.epub')).body).toBe('two\n\none 1\n');
});

test('a notebook is read as its cells, without image data', async () => {
  const cells = [
    { cell_type: 'markdown', source: ['# Title'] },
    {
      cell_type: 'code',
      source: 'plot()',
      outputs: [{ data: { 'image/png': 'A'.repeat(5_000), 'text/plain': '<Figure>' } }],
    },
  ];
  put('a.ipynb', JSON.stringify({ cells }));
  expect(split(await read('a.ipynb')).body).toBe(
    '--- cell 1, markdown ---\n# Title\n\n--- cell 2, code ---\nplot()\n--- output ---\n<Figure>\n[image/png left out]\n',
  );
});

test('a PDF is read page by page; one that is damaged says so', async () => {
  put('a.pdf', pdf('Hello from a page'));
  const { header, body } = split(await read('a.pdf'));
  expect(header).toContain('PDF as text, 1 page');
  expect(body).toBe('--- page 1 of 1 ---\nHello from a page\n');
  put('bad.pdf', '%PDF-1.4\nnothing more');
  expect(await read('bad.pdf')).toMatchObject({ isError: true, code: 'unsupported' });
  put('bad.docx', await zip({ 'word/document.xml': '<w:document><w:t>' }));
  expect(await read('bad.docx')).toMatchObject({ isError: true, code: 'unsupported' });
});
