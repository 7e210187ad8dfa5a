import fc from '../../src/testing/properties.ts';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { Yaml } from '../../src/setup/yaml.ts';

const goose = `# My settings
GOOSE_MODEL: m   # two spaces
extensions:
    developer:  # built in
        enabled: true
        type: builtin
    # below is mine
    other:
        cmd: 'npx'
        args: [-y, "x"]

# the end
LAST: |
  kept
   as it is
`;

describe('entries by name', () => {
  test('an entry is added in the layout of the others, and every other line stays', () => {
    const text = new Yaml(goose, 'f', false).set(['extensions', 'sample'], { cmd: 'node', args: ['a b', '--x'] });
    expect(text).toBe(
      goose.replace(
        '        args: [-y, "x"]\n',
        '        args: [-y, "x"]\n    sample:\n      cmd: node\n      args:\n        - a b\n        - --x\n',
      ),
    );
    expect(new Yaml(text, 'f', false).remove(['extensions', 'sample'])).toBe(goose);
  });

  test('an entry is replaced where it is', () => {
    const text = new Yaml(goose, 'f', false).set(['extensions', 'developer'], { enabled: false });
    expect(text).toBe(
      goose.replace(
        '    developer:  # built in\n        enabled: true\n        type: builtin\n',
        '    developer:\n      enabled: false\n',
      ),
    );
  });

  test.each([
    ['', 'extensions:\n  s:\n    a: 1\n'],
    ['a: 1', 'a: 1\nextensions:\n  s:\n    a: 1\n'],
    ['extensions: {}\n', 'extensions:\n  s:\n    a: 1\n'],
    ['extensions:\nb: 2\n', 'extensions:\n  s:\n    a: 1\nb: 2\n'],
    ['a: 1\r\nextensions:\r\n  o: 1\r\n', 'a: 1\r\nextensions:\r\n  o: 1\r\n  s:\r\n    a: 1\r\n'],
    ['extensions: { o: 1 } # mine\n', undefined],
  ])('%j', (before, after) => {
    const text = new Yaml(before, 'f', false).set(['extensions', 's'], { a: 1 });
    if (after !== undefined) expect(text).toBe(after);
    expect(parse(text)).toEqual({ ...parse(before), extensions: { ...parse(before)?.extensions, s: { a: 1 } } });
  });
});

describe('a list of entries with a name', () => {
  const list = 'name: Mine\nmcpServers:\n- name: other   # theirs\n  command: npx\nmodels: []\n';

  test('is read by name, extended and reduced', () => {
    const yaml = new Yaml(list, 'f', true);
    expect(yaml.get(['mcpServers'])).toEqual({ other: { command: 'npx' } });
    const text = yaml.set(['mcpServers', 'sample'], { command: 'node', args: [] });
    expect(text).toBe(list.replace('npx\n', 'npx\n- name: sample\n  command: node\n  args: []\n'));
    expect(new Yaml(text, 'f', true).get(['mcpServers', 'sample'])).toEqual({ command: 'node', args: [] });
    expect(new Yaml(text, 'f', true).lineOf(['mcpServers', 'sample'])).toBe(5);
    expect(new Yaml(text, 'f', true).remove(['mcpServers', 'sample'])).toBe(list);
  });

  test('goes with its last entry', () => {
    expect(new Yaml(list, 'f', true).remove(['mcpServers', 'other'])).toBe('name: Mine\nmodels: []\n');
  });
});

test.each([
  ['a: [1', /f is not valid YAML: .* at line 1\. Correct it there; nothing was changed\./],
  ['a: 1\nb: c: d\n', /at line 2/],
  ['- a\n', /holds no YAML mapping at its top/],
])('%j is refused', (text, message) => {
  expect(() => new Yaml(text, 'f', false)).toThrow(message);
});

test('changes mean what they should in any document, and removal restores the text', () => {
  const key = fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !['__proto__', 'mine'].includes(text));
  const value = fc.dictionary(key, fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())), {
    maxKeys: 3,
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(
      fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true }),
      fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true }),
      value,
      (top, held, entry) => {
        const before = { ...top, servers: held };
        const text = stringify(before);
        const set = new Yaml(text, 'f', false).set(['servers', 'mine'], entry);
        expect(parse(set)).toEqual({ ...before, servers: { ...held, mine: entry } });
        if (Object.keys(held).length > 0) expect(new Yaml(set, 'f', false).remove(['servers', 'mine'])).toBe(text);
      },
    ),
    { numRuns: 300 },
  );
});
