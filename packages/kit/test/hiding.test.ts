import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { ToolError } from '../src/errors.ts';
import { Hiding, type HidingOptions } from '../src/sandbox/helper/hiding.ts';
import { stateHome } from '../src/sandbox/helper/own-store.ts';
import { temporaryFolder } from './fixtures.ts';

const plain: HidingOptions = {
  read(text) {
    if (text.includes('[')) throw new ToolError('invalid', 'a bracket is open.');
    return (name) => text.split('\n').includes(name);
  },
  listName: '.hide',
  everywhere: undefined,
  absolute: undefined,
  fold: (name) => name.toLowerCase(),
};

/** Some folders with their rules; what is hidden is told as a tool would be. */
function scene(options: Partial<HidingOptions> = {}) {
  const base = temporaryFolder();
  const [one, two] = [path.join(base, 'one'), path.join(base, 'two')];
  for (const folder of [one, two]) fs.mkdirSync(path.join(folder, 'sub/deep'), { recursive: true });
  const hiding = new Hiding({ ...plain, ...options });
  const look = (...folders: string[]) => hiding.refresh(folders.map((real) => ({ real })));
  const rule = (folder: string, text: string) => fs.writeFileSync(path.join(folder, '.hide'), text);
  const verdict = (check: () => void) => {
    try {
      check();
      return 'shown';
    } catch (error) {
      return error instanceof ToolError ? error.message : 'broken';
    }
  };
  const folder = (place: string) => verdict(() => hiding.assertFolder(place, 'it'));
  const entry = (place: string, name: string) => verdict(() => hiding.assertEntry(place, name, 'it'));
  const list = (place: string, name: string) => verdict(() => hiding.assertNoList(place, name, 'it'));
  return { base, one, two, hiding, look, rule, folder, entry, list };
}

const denied = '"it" is on the deny list of this server, so no tool can see or change it.';

describe('verdicts of a deny list', () => {
  test('a folder is hidden with all below it, an entry by its name, and nothing else', () => {
    const { one, look, rule, folder, entry, hiding } = scene();
    rule(one, 'sub\nfile');
    look(one);
    expect(folder(path.join(one, 'sub'))).toBe(denied);
    expect(folder(path.join(one, 'sub/deep'))).toBe(denied);
    expect(folder(one)).toBe('shown');
    expect(entry(one, 'FILE')).toBe(denied);
    expect(entry(one, 'other')).toBe('shown');
    expect([hiding.hidesEntry(one, 'file'), hiding.hidesEntry(one, 'other')]).toEqual([true, false]);
  });

  test('holds in the folder that it is in only', () => {
    const { one, two, look, rule, entry, hiding, base } = scene();
    rule(one, 'file');
    look(one, two);
    expect(entry(two, 'file')).toBe('shown');
    expect([hiding.appliesIn(one), hiding.appliesIn(two)]).toEqual([true, false]);
    expect([hiding.appliesBelow(base), hiding.appliesBelow(two)]).toEqual([true, false]);
  });

  test('follows a list that changes, is removed, or belongs to a folder that is no longer allowed', () => {
    const { one, two, look, rule, folder } = scene();
    const sub = path.join(one, 'sub');
    look(one);
    expect(folder(sub)).toBe('shown');
    rule(one, 'sub');
    look(one);
    expect(folder(sub)).toBe(denied);
    rule(one, 'other');
    look(one);
    expect(folder(sub)).toBe('shown');
    rule(one, 'sub');
    look(one);
    expect(folder(sub)).toBe(denied);
    look(two);
    expect(folder(sub)).toBe('shown');
    look(one);
    fs.rmSync(path.join(one, '.hide'));
    expect(folder(sub)).toBe('shown');
  });

  test('an outer list holds in a folder that was narrowed to', () => {
    const { base, one, hiding, rule, entry } = scene();
    rule(base, 'one/file');
    hiding.refresh([{ real: one, cutFrom: [base] }]);
    expect(entry(one, 'file')).toBe(denied);
    hiding.refresh([{ real: one }]);
    expect(entry(one, 'file')).toBe('shown');
  });

  test.each([
    ['has a pattern that cannot be used: a bracket is open', (file: string) => fs.writeFileSync(file, '[')],
    ['is not a regular file', (file: string) => fs.mkdirSync(file)],
    ['is larger than 256 kB', (file: string) => fs.writeFileSync(file, 'x'.repeat(300_000))],
  ])('one that %s hides all that is beside it, and says so', (why, make) => {
    const { one, two, look, folder, entry } = scene();
    make(path.join(one, '.hide'));
    look(one, two);
    for (const said of [folder(path.join(one, 'sub')), entry(one, 'any')]) {
      expect(said).toContain(why);
      expect(said).toContain('The user has to correct it.');
    }
    expect(entry(two, 'any')).toBe('shown');
  });

  test('the list itself is never changed, in its own folder', () => {
    const { one, two, look, list } = scene();
    look(one);
    for (const name of ['.hide', '.HIDE']) expect(list(one, name)).toContain('decides what this server hides');
    expect([list(one, 'hide'), list(two, '.hide'), list(path.join(one, 'sub'), '.hide')]).toEqual([
      'shown',
      'shown',
      'shown',
    ]);
  });

  test('a temporary file of this program is left alone', () => {
    const { one, look, entry, hiding } = scene({ everywhere: () => true });
    look(one);
    const name = `.mcp-${process.pid}-0123456789ab.tmp`;
    expect(entry(one, 'any')).toBe(denied);
    expect([entry(one, name), hiding.hidesEntry(one, name)]).toEqual(['shown', false]);
  });
});

describe('verdicts of the rules of the server', () => {
  test('one for all folders is asked by the path from the allowed folder, one for absolute paths by all of it', () => {
    const { one, look, entry, folder } = scene({
      everywhere: (name) => name === 'sub/deep',
      absolute: (name) => name.endsWith('/one/absolute'),
    });
    look(one);
    expect(folder(path.join(one, 'sub/deep'))).toBe(denied);
    expect(entry(one, 'Absolute')).toBe(denied);
    expect(entry(path.join(one, 'sub'), 'absolute')).toBe('shown');
  });

  test('one for all folders hides none that is allowed, and is asked again when others are allowed', () => {
    const { base, one, look, folder } = scene({ everywhere: (name) => name === '' || name === 'sub' });
    look(one, base);
    expect([folder(one), folder(path.join(one, 'sub'))]).toEqual(['shown', denied]);
    look(base);
    expect(folder(path.join(one, 'sub'))).toBe('shown');
  });

  test('its own state is hidden, and only where it is allowed at all', () => {
    const { base, one, two, look, entry, folder } = scene();
    for (const variable of ['HOME', 'XDG_STATE_HOME', 'LOCALAPPDATA']) vi.stubEnv(variable, one);
    const home = stateHome();
    look(base);
    expect(entry(home, 'mcp-reference')).toContain('belongs to this server itself');
    expect(folder(path.join(home, 'mcp-reference/sqlite'))).toContain('belongs to this server itself');
    expect(entry(home, 'mcp-reference-2')).toBe('shown');
    expect(entry(two, 'mcp-reference')).toBe('shown');
  });
});
