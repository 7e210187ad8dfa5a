// SECURITY.md and the READMEs' security models, and the tests that they rely on: each sentence is tied to a test, or is named as
// one that claims nothing.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './packages.ts';
import { readmeClaims, readmeExplanations } from './readme-claims.ts';
import { claims, explanations, type Claim } from './security-claims.ts';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const text = read('SECURITY.md');

/** The sentences of a part of a document, without its headings and the notes on how it was attacked. */
function sentencesOf(part: string): string[] {
  return (
    part
      .split(/\n(?=- )|\n\n+/)
      .map((block) => block.replaceAll(/\s+/g, ' ').trim())
      .filter(
        (block) =>
          block !== '' &&
          !/^(?:#|\||How (?:it was )?attacked|The model of the sandbox|What this does not stop)/.test(block),
      )
      .flatMap((block) => block.split(/(?<=\.)(?:\*\*)? (?=[A-Z`_*])/))
      // The name of a paragraph, and the note at the end of one.
      .filter((sentence) => !/^- \*\*[\w ]{2,30}\.$|^How attacked/.test(sentence))
  );
}

const sections: [name: string, part: string, claims: readonly Claim[], explanations: readonly string[]][] = [
  [
    'SECURITY.md',
    text.slice(text.indexOf('## Files'), text.indexOf('## What is not defended')).replaceAll(/^## .*$/gm, ''),
    claims,
    explanations,
  ],
  ...Object.entries(readmeClaims).map(([name, own]): (typeof sections)[number] => {
    const readme = read(`packages/${name}/README.md`);
    const part = /^## Security model\n(.*?)^## /ms.exec(readme)?.[1] ?? '';
    return [name, part, own, readmeExplanations];
  }),
];

describe.each(sections)('%s', (_name, part, own, explained) => {
  const sentences = sentencesOf(part);

  test('each sentence has its test, or claims nothing', () => {
    expect(sentences.length).toBeGreaterThan(8);
    const known = [...own.map(([words]) => words), ...explained];
    expect(sentences.filter((sentence) => !known.some((words) => sentence.includes(words)))).toEqual([]);
  });

  test('each claim is in the document, and its test is there', () => {
    const flat = part.replaceAll(/\s+/g, ' ');
    expect(own.filter(([words]) => !flat.includes(words)).map(([words]) => words)).toEqual([]);
    const gone = own.filter(
      ([, file, title]) => title === '' || !existsSync(path.join(root, file)) || !read(file).includes(title),
    );
    expect(gone).toEqual([]);
  });
});

test('every file and folder that SECURITY.md names is there', () => {
  const named = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, place]) => place ?? '');
  expect(named.length).toBeGreaterThan(10);
  for (const place of named) expect(existsSync(path.join(root, place)), place).toBe(true);
  // Control: folders of tests are not empty names.
  expect(statSync(path.join(root, 'packages/github/test/attack')).isDirectory()).toBe(true);
});
