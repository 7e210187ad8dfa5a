import fc from '../../src/testing/properties.ts';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { Toml } from '../../src/setup/toml.ts';

const place = ['mcp_servers', 'files'];
const entry = { command: 'npx', args: ['-y', '@x/y', '/home/me/my "docs"', 'C:\\docs'], env: { KEY: 'a\\b' } };

const documents: Record<string, string> = {
  empty: '',
  'values without a table': 'model = "a" # best',
  'a table with comments':
    '# mine\n[mcp_servers.other]\ncommand = "x"  # keep\nargs = [\n  "a", # one\n]\n\n[tui]\nx = 1\n',
  'a table of tables': '[mcp_servers]\n',
  'dotted keys': 'mcp_servers.other.command = "x"\n',
  'an inline table': 'mcp_servers = { other = { command = "x" } }\n',
  'line ends of Windows': 'model = "a"\r\n[tui]\r\nx=1\r\n',
  'a list of tables': '[[hooks]]\na=1\n[[hooks]]\na = 0x2\n',
  'a date and a long text': 'since = 2026-11-29T10:00:00Z\ntext = """\nmany\nlines"""\n',
};

describe('a TOML document', () => {
  test.each(Object.entries(documents))('%s: an entry is added, found, replaced and removed', (_, text) => {
    const before = parse(text) as Record<string, Record<string, unknown>>;
    const added = new Toml(text, 'f').set(place, entry);
    expect(parse(added)).toEqual({ ...before, mcp_servers: { ...before['mcp_servers'], files: entry } });
    for (const line of text.split(/\r?\n/).filter((one) => !one.startsWith('mcp_servers')))
      expect(added).toContain(line);
    expect(new Toml(added, 'f').get(place)).toEqual(entry);
    const replaced = new Toml(added, 'f').set(place, { command: 'node', args: ['z'] });
    expect(parse(replaced)).toEqual({
      ...before,
      mcp_servers: { ...before['mcp_servers'], files: { command: 'node', args: ['z'] } },
    });
    const removed = new Toml(replaced, 'f').remove(place);
    expect(parse(removed)).toEqual(
      before['mcp_servers'] && Object.keys(before['mcp_servers']).length === 0 ? {} : before,
    );
  });

  test('a new entry is a section at the end, as people write it', () => {
    expect(new Toml('model = "a"\n', 'f').set(place, { command: 'npx', args: ['-y'] })).toBe(
      'model = "a"\n\n[mcp_servers.files]\ncommand = "npx"\nargs = [ "-y" ]\n',
    );
  });

  test('any values survive', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(
        text,
        fc.array(text, { maxLength: 4 }),
        fc.dictionary(fc.stringMatching(/^[A-Z_]{1,8}$/), text, { noNullPrototype: true }),
        (command, args, env) => {
          const value = { command, args, ...(Object.keys(env).length > 0 && { env }) };
          for (const document of Object.values(documents)) {
            const added = parse(new Toml(document, 'f').set(place, value)) as Record<string, Record<string, unknown>>;
            expect(added['mcp_servers']?.['files']).toEqual(value);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each(['a = ', '[a\nb = 1', 'a = 1\na = 2'])('%j is refused with its place', (text) => {
    expect(() => new Toml(text, '/x/config.toml')).toThrow(
      /\/x\/config\.toml is not valid TOML: .*nothing was changed/,
    );
  });

  test('names the line of a value', () => {
    const document = new Toml('# a\n\n[mcp_servers.files]\ncommand = "x"\n', 'f');
    expect(document.lineOf(place)).toBe(3);
    expect(document.lineOf(['none'])).toBe(1);
  });
});
