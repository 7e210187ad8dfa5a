import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from './plan.ts';
import { programs } from './programs.ts';
import { visit, type Visit } from './visit.ts';

const lines = Array.from(
  { length: 1_090 },
  (_, index) => `line ${index + 1}: naïve “quotes”, tabs\tand ${'words '.repeat(6)}`,
);
const long = `${lines.join('\n')}\n`;

/** The results that the model got, by step. */
interface Received {
  read: string;
  written: string;
  asked: string;
  deleted: string;
  pages: string[];
  /** Content of the disk after the last step. */
  disk: { note: string | undefined; isGone: boolean };
}

function* work(project: string, received: Received): Plan {
  received.pages = [];
  received.read = yield { tool: 'read_text_file', arguments: { path: path.join(project, 'small.txt') } };
  const note = path.join(project, 'note.txt');
  received.written = yield { tool: 'write_file', arguments: { path: note, content: 'written by a host\n' } };
  const old = { path: path.join(project, 'old.txt') };
  received.asked = yield { tool: 'delete_path', arguments: old };
  // The error of a server that cannot ask holds the sentence to send back.
  const sentence = /confirm: "(?<sentence>Delete .*?\[\w{4}\])"/s.exec(unescaped(received.asked))?.groups?.['sentence'];
  if (sentence !== undefined) {
    received.deleted = yield { tool: 'delete_path', arguments: { ...old, confirm: sentence } };
  }
  let offset: number | undefined = 0;
  while (offset !== undefined && received.pages.length < 40) {
    const given: Record<string, unknown> = { path: path.join(project, 'long.txt'), ...(offset > 0 && { offset }) };
    const page: string = yield { tool: 'read_text_file', arguments: given };
    received.pages.push(page);
    const [, next] = /\[[^\]\n]*continue with offset=(\d+)\]/.exec(plain(page)) ?? [];
    offset = next === undefined ? undefined : Number(next);
  }
  received.disk = {
    note: existsSync(note) ? readFileSync(note, 'utf8') : undefined,
    isGone: !existsSync(old.path),
  };
  return 'Done.';
}

/** Some hosts pass an error on as JSON in a text; a model reads through its escapes. */
const unescaped = (text: string): string => plain(text).replaceAll('\\"', '"');

/** Undoes JSON, as which some hosts pass an answer on. */
const plain = (text: string): string => {
  if (!/^[[{]"|^\[\{/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    const parts = Array.isArray(value) ? value : ((value as { content?: unknown }).content ?? []);
    return (parts as { text?: string }[]).map(({ text: part = '' }) => part).join('\n');
  } catch {
    return text;
  }
};

describe.each(programs)('$title', (program) => {
  const received: Received = {
    read: '',
    written: '',
    asked: '',
    deleted: '',
    pages: [],
    disk: { note: '', isGone: false },
  };
  let seen: Visit;
  beforeAll(async () => {
    seen = await visit(program, {
      flags: ['--no-undo'],
      prepare(project) {
        writeFileSync(path.join(project, 'small.txt'), 'a small file\n');
        writeFileSync(path.join(project, 'old.txt'), 'old\n');
        writeFileSync(path.join(project, 'long.txt'), long);
      },
      plan: (project) => work(project, received),
    });
  });
  const trace = () =>
    `${seen.output.slice(-2_000)}\n${seen.log.slice(-4_000)}\nasked: ${received.asked}\ndeleted: ${received.deleted}`;

  test('connects and declares the tools', () => {
    expect(seen.output, trace()).toContain('Done.');
    expect(received.read, trace()).toMatch(/a small file/);
  });

  test('writes a file', () => {
    expect(received.disk.note, trace()).toBe('written by a host\n');
  });

  test('deletes only after consent', () => {
    const expected = {
      code: { asked: /Not done: this needs the user's approval/, deleted: /Deleted/, isGone: true },
      no: { asked: /did not agree; nothing was changed/, deleted: /^$/, isGone: false },
      yes: { asked: /Deleted/, deleted: /^$/, isGone: true },
    }[program.consent];
    expect(received.asked, trace()).toMatch(expected.asked);
    expect(received.deleted, trace()).toMatch(expected.deleted);
    expect(received.disk.isGone).toBe(expected.isGone);
  });

  test('reads a long file to its end, whole, by following the header', () => {
    expect(received.pages.length, trace()).toBeGreaterThan(1);
    const text = received.pages.map(plain).join('\n');
    const missing = lines.filter((line) => !text.includes(line));
    // A page may end within a line.
    expect(missing.length, `missing: ${missing.slice(0, 3).join('\n')}\n${trace()}`).toBeLessThan(
      received.pages.length,
    );
  });
});
