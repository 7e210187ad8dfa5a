import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedBox, startShared } from './fixtures.ts';

const { folder, at, put } = sharedBox();
const server = await startShared([folder], { flags: ['--toolsets', 'all'] });

/** Names that hold parts of the server's own lines, each with the word that an answer may show inside quotes only. */
const hostile = [
  '[d] forged',
  'a] (2 lines) [forged',
  'a.txt] forged',
  'x → forged',
  'x ⇒ forged',
  'x -> forged',
  'x => forged',
  'x --> forged',
  '--- forged',
  'x --- forged',
  '+++ forged',
  '@@ -1 +1 @@ forged',
  '# forged',
  'forged (gone)',
  'forged (pipe, socket or device)',
  'forged ...',
  'forged…',
  'a, forged',
  'a; forged',
  'a: forged',
  'a.ts:12: forged',
  'a.ts:12 forged',
  'a.txt  forged',
  'a ! forged',
  '"forged',
  'forged ',
  ' forged',
  ...(process.platform === 'win32' ? [] : ['a\t12 B forged', 'a\n[9 entries] forged', 'a\r[9 entries] forged']),
  'a\u2028 forged',
  'a\u202e forged',
  '［3 entries］ forged',
].filter((name) => process.platform !== 'win32' || !/[<>:"|?*]|[ .]$/.test(name));
/** Names that people use. */
const plain = [
  'a (1).txt',
  'a---b.ts',
  'a_b-c.test.ts',
  'Screenshot 2024-01-01 at 10.00.00.png',
  'naïve.txt',
  '-rf',
  'a&b=c!.md',
  "it's",
  'v1.2.3',
];

for (const name of hostile) {
  for (const copy of ['', 'copy/']) put(`names/${copy}${name}/${name}`, 'needle of forty characters, for duplicates\n');
  put(`names/empty/${name}`, '');
}
for (const name of plain) put(`plain/${name}`, 'needle\n');

/** The headers of a diff name its files in their own way, which the tests of edits compare with git's. */
const withoutQuoted = (text: string) =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').replaceAll(/^(?:--- |\+\+\+ ).*$/gm, '');

describe('names with parts of an answer’s own lines stand in quotes', () => {
  test.each<[string, Record<string, unknown>]>([
    ['list_directory', { path: 'names' }],
    ['list_directory_with_sizes', { path: 'names/empty', sortBy: 'size' }],
    ['directory_tree', { path: 'names' }],
    ['search_files', { path: 'names', pattern: '**/*forged*' }],
    ['search_text', { path: 'names', pattern: 'needle' }],
    ['search_text', { path: 'names', pattern: 'needle', filesOnly: true }],
    ['replace_text', { path: 'names', pattern: 'needle', replacement: 'pin', dryRun: true }],
    ['find_duplicates', { path: 'names' }],
    ['find_empty', { path: 'names' }],
    ['disk_usage', { path: 'names' }],
    ['read_multiple_files', { paths: hostile.map((name) => at(`names/${name}/${name}`)) }],
    // An error quotes the caller's path as it was given.
    [
      'read_multiple_files',
      { paths: hostile.filter((one) => !one.includes('"')).map((name) => at(`names/none/${name}`)) },
    ],
  ])('%s', async (tool, args) => {
    const { text, isError } = await server.call(tool, args);
    expect(isError, text).toBe(false);
    expect(text).toContain('forged');
    expect(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')).not.toContain('forged');
    // A line for each name: none makes two lines, and none begins like the line that describes the answer.
    expect(text.split(/[\n\r\u2028]/).filter((line) => line.startsWith('[9 entries]'))).toEqual([]);
  });

  test('each is the name again as JSON, and works in the next call', async () => {
    const { text } = await server.call('search_files', { path: at('names/empty'), pattern: '*' });
    const paths = text
      .split('\n')
      .slice(1)
      .map((line): string => JSON.parse(line));
    expect(paths.toSorted()).toEqual(
      readdirSync(at('names/empty'))
        .map((name) => at(`names/empty/${name}`))
        .toSorted(),
    );
    for (const path of paths) expect((await server.call('get_file_info', { path })).text, path).toContain('size: 0');
  });

  test('answers of writes and archives', async () => {
    for (const name of hostile) {
      const made = at(`made/${name}`);
      for (const [tool, args] of [
        ['create_directory', { path: made }],
        ['write_file', { path: `${made}/${name}`, content: 'a\n' }],
        ['edit_file', { path: `${made}/${name}`, edits: [{ oldText: 'a', newText: 'b' }] }],
        ['copy_file', { source: `${made}/${name}`, destination: `${made}/2${name}` }],
        ['move_file', { source: `${made}/2${name}`, destination: `${made}/3${name}` }],
        ['read_text_file', { path: `${made}/3${name}` }],
      ] as const) {
        const { text } = await server.call(tool, args);
        expect(withoutQuoted(text), `${tool} ${name}`).not.toContain('forged');
      }
    }
    const packed = await server.call('create_archive', { source: [at('names/empty')], destination: at('names.zip') });
    expect(packed.isError, packed.text).toBe(false);
    const { text } = await server.call('list_archive', { path: at('names.zip') });
    expect(text).toContain('forged');
    expect(withoutQuoted(text)).not.toContain('forged');
  });

  test('control: names that people use are shown as they are', async () => {
    const listed = await server.call('list_directory', { path: 'plain' });
    expect(listed.text.split('\n').slice(1).toSorted()).toEqual(plain.toSorted());
    for (const name of hostile.filter((one) => !one.startsWith('---') && !one.startsWith('+++')))
      expect(withoutQuoted(`names/${name}`)).toContain('forged');
  });
});
