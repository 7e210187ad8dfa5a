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
  put(
    'a.pptx',
    await zip({
      'ppt/presentation.xml': '<p><sldIdLst><sldId r:id="r2"/><sldId r:id="r1"/></sldIdLst></p>',
      'ppt/_rels/presentation.xml.rels':
        '<r><Relationship Id="r1" Target="slides/slide10.xml"/><Relationship Id="r2" Target="/ppt/slides/slide22.xml"/></r>',
      'ppt/slides/slide10.xml': slide('ten'),
      'ppt/slides/slide22.xml': slide('first'),
      'ppt/slides/slide3.xml': slide('removed'),
    }),
  );
  expect(split(await read('a.pptx')).body).toBe('--- slide 1 ---\nfirst\n\n--- slide 2 ---\nten\n');
  put(
    'a.odt',
    await zip({ 'content.xml': '<o><text:h>Head</text:h><text:p>Body<text:s text:c="3"/>x<text:s/>y</text:p></o>' }),
  );
  expect(split(await read('a.odt')).body).toBe('Head\nBody   x y\n');
  put(
    'a.epub',
    await zip({
      'META-INF/container.xml': '<c><rootfile full-path="o/b.opf"/></c>',
      'o/b.opf':
        '<p><item id="1" href="one.xhtml"/><item id="2" href="two.xhtml"/><itemref idref="2"/><itemref idref="1"/></p>',
      'o/one.xhtml': '<html><p>one&nbsp;1</p></html>',
      'o/two.xhtml': '<html><p>two<br>2</p></html>',
    }),
  );
  expect(split(await read('a.epub')).body).toBe('two\n2\n\none 1\n');
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

test('dates, truth values and the order of sheets are those of the workbook', async () => {
  const cell = (column: string, style: number, value: string, type = '') =>
    `<x:c r="${column}1" s="${style}"${type}><x:v>${value}</x:v></x:c>`;
  const cells = [
    cell('A', 1, '45000'),
    cell('B', 2, '45000.75'),
    cell('C', 3, '0.5'),
    cell('D', 4, '45000'),
    cell('E', 1, '1'),
    cell('F', 1, '61'),
    cell('G', 0, '1', ' t="b"'),
    cell('H', 5, '12.5'),
  ];
  const formats =
    '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="165" formatCode="[$-407]#,##0.00 &quot;days&quot;"/></numFmts>';
  const styles = ['0', '14', '164', '20', '165', '165'].map((id) => `<xf numFmtId="${id}"/>`).join('');
  const parts = {
    'xl/workbook.xml':
      '<w><sheets><sheet name="Late" sheetId="7" r:id="b"/><sheet name="Early" sheetId="1" r:id="a"/></sheets></w>',
    'xl/_rels/workbook.xml.rels':
      '<r><Relationship Id="a" Target="worksheets/sheet1.xml"/><Relationship Id="b" Target="worksheets/sheet2.xml"/></r>',
    'xl/styles.xml': `<s>${formats}<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${styles}</cellXfs></s>`,
    'xl/worksheets/sheet1.xml': '<w><row><c><v>7</v></c></row></w>',
    'xl/worksheets/sheet2.xml': `<x:w xmlns:x="x"><x:row>${cells.join('')}</x:row></x:w>`,
  };
  put('dates.xlsx', await zip(parts));
  expect(split(await read('dates.xlsx')).body).toBe(
    '# Late\n2023-03-15\t2023-03-15 18:00:00\t12:00:00\t45000\t1900-01-01\t1900-03-01\tTRUE\t12.5\n\n# Early\n7\n',
  );
  put(
    'mac.xlsx',
    await zip({ ...parts, 'xl/workbook.xml': '<w><workbookPr date1904="1"/><sheet name="S" r:id="b"/></w>' }),
  );
  expect(split(await read('mac.xlsx')).body).toContain('# S\n2027-03-16\t');
});

test('a document is what it holds, whatever its name', async () => {
  const parts = { '[Content_Types].xml': '<t/>', 'word/document.xml': '<w:p><w:t>A letter</w:t></w:p>' };
  for (const name of ['letter', 'letter.xlsx', 'letter.bin']) {
    put(name, await zip(parts));
    const { header, body } = split(await read(name));
    expect({ header, body }).toEqual({ header: expect.stringContaining('Word document as text'), body: 'A letter\n' });
  }
  put('empty.docx', await zip({ '[Content_Types].xml': '<t/>' }));
  expect(await read('empty.docx')).toMatchObject({
    isError: true,
    code: 'unsupported',
    text: expect.stringContaining('without the main part of a document'),
  });
  put('plain.docx', 'plain text');
  expect(split(await read('plain.docx')).body).toBe('plain text');
});

test('what is encrypted or too old says so', async () => {
  const container = (name: string) =>
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(504),
      Buffer.from(name, 'utf16le'),
      Buffer.alloc(512),
    ]);
  put('locked.docx', container('EncryptedPackage'));
  put('locked.odt', await zip({ 'META-INF/manifest.xml': '<m><encryption-data/></m>', 'content.xml': 'x' }));
  const trailer =
    '/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O<' +
    '41'.repeat(32) +
    '>/U<' +
    '42'.repeat(32) +
    '>>>/ID[<41><41>]';
  put('locked.pdf', pdf('x').toString('latin1').replace('/Root 1 0 R', `/Root 1 0 R${trailer}`));
  for (const name of ['locked.docx', 'locked.odt', 'locked.pdf']) {
    const text = `"${name}" is encrypted with a password. Save it without one to read it.`;
    expect(await read(name)).toMatchObject({ isError: true, code: 'unsupported', text });
  }
  put('old.doc', container('WordDocument'));
  expect((await read('old.doc')).text).toContain('is in the binary format of Office before 2007');
});

test('notebooks of format 3 have their cells in worksheets; other JSON is no notebook', async () => {
  put('old.ipynb', JSON.stringify({ worksheets: [{ cells: [{ cell_type: 'code', input: ['x = 1'], outputs: [] }] }] }));
  expect(split(await read('old.ipynb')).body).toBe('--- cell 1, code ---\nx = 1\n');
  put('other.ipynb', '{"a": 1}');
  expect(await read('other.ipynb')).toMatchObject({ isError: true, text: expect.stringContaining('not a notebook') });
});
