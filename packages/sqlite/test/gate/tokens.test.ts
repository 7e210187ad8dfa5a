import { describe, expect, test } from 'vitest';
import { tokenize } from '../../src/gate/tokens.ts';

const kinds = (sql: string) => tokenize(sql).map(({ kind, text }) => `${kind} ${text}`);

describe('tokens are cut as SQLite cuts them', () => {
  test.each<[string, string[]]>([
    ['a$b _c é', ['id a$b', 'id _c', 'id é']],
    ['"a""b" `c` [d e] \'f\'\'g\'', ['name a"b', 'name c', 'name d e', "string f'g"]],
    [
      '1 1.5 .5 1e3 0xFF 1_000 1.e2',
      ['number 1', 'number 1.5', 'number .5', 'number 1e3', 'number 0xFF', 'number 1_000', 'number 1.e2'],
    ],
    ['1a 0xG', ['illegal 1a', 'illegal 0xG']],
    ["x'00ff' x'0' X'zz'", ["blob x'00ff'", "illegal x'0'", "illegal X'zz'"]],
    ['? ?12 :a @b $c #d', ['variable ?', 'variable ?12', 'variable :a', 'variable @b', 'variable $c', 'variable #d']],
    ['$a::b(c) :', ['variable $a::b(c)', 'illegal :']],
    ['a->b->>c', ['id a', 'operator ->', 'id b', 'operator ->>', 'id c']],
    ['a--b\nc/*d*/e', ['id a', 'id c', 'id e']],
    ['a/*/b*/c', ['id a', 'id c']],
    ['a--b\rc', ['id a']],
    ['/*', ['operator /', 'operator *']],
    ['/*x', []],
    ['\ufeffa \vb', ['id a', 'id b']],
    ['\va', ['illegal \v', 'id a']],
    ['a\u00a0b', ['id a\u00a0b']],
    ["'open", ["illegal 'open"]],
    ['a!=b!c', ['id a', 'operator !=', 'id b', 'illegal !', 'id c']],
    [
      'a<>b<=c<<d||e==f',
      [
        'id a',
        'operator <>',
        'id b',
        'operator <=',
        'id c',
        'operator <<',
        'id d',
        'operator ||',
        'id e',
        'operator ==',
        'id f',
      ],
    ],
  ])('%j', (sql, expected) => expect(kinds(sql)).toEqual(expected));
});
