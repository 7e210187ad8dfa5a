import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import {
  defaultEra,
  startSession,
  type Answer,
  type Era,
  type Session,
  type SessionOptions,
} from '@mcp-reference/kit/testing';
import { afterAll, onTestFinished } from 'vitest';

/** The built program: what is published is what is tested. */
export const program = fileURLToPath(new URL('../dist/main.mjs', import.meta.url));

const makeFolder = (): string => realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-sqlite-')));
const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Makes a folder for one test. */
export function temporaryFolder(): string {
  const folder = makeFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** A folder for all tests of a file. */
export function sharedFolder(): string {
  const folder = makeFolder();
  afterAll(() => removeFolder(folder));
  return folder;
}

/** Makes a database with another program than the server: the driver itself, in this process. */
export function makeDatabase(file: string, sql: string): string {
  const db = new Database(file);
  db.exec(sql);
  db.close();
  return file;
}

/** Makes a database as new that a server has open: another one would start another engine. */
export function remakeDatabase(file: string, sql: string): string {
  const tables = ask(file, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`);
  const drops = tables.map((row) => `DROP TABLE "${String((row as unknown[])[0])}"`);
  return makeDatabase(file, ['PRAGMA foreign_keys = off', ...drops, sql].join('; '));
}

/** Asks a database outside the server. */
export function ask(file: string, sql: string): unknown[] {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return db.prepare(sql).raw().all();
  } finally {
    db.close();
  }
}

export interface StartOptions extends Partial<Omit<SessionOptions, 'era' | 'args'>> {
  era?: Era;
}

/** Starts the built server; it ends with the test. */
export async function start(
  args: readonly string[],
  { era = defaultEra, ...rest }: StartOptions = {},
): Promise<Session> {
  const session = await startSession({ era, args: [program, ...args], ...rest });
  onTestFinished(() => session.close());
  return session;
}

/** Like `start`, for all tests of a file. */
export async function startShared(args: readonly string[], options: StartOptions = {}): Promise<Session> {
  const { era = defaultEra, ...rest } = options;
  const starting = startSession({ era, args: [program, ...args], ...rest });
  afterAll(async () => (await starting).close());
  return starting;
}

/** The header of an answer without its brackets. */
export const headOf = ({ text }: Pick<Answer, 'text'>): string => (text.split('\n')[0] ?? '').replace(/^\[|\]$/g, '');

/** The lines under the header. */
export const linesOf = ({ text }: Pick<Answer, 'text'>): string[] => text.split('\n').slice(1);

/** The rows under the header, as JSON reads them. */
export const rowsOf = (answer: Pick<Answer, 'text'>): unknown[] =>
  linesOf(answer).map((line) => JSON.parse(line) as unknown);

export const cursorOf = (answer: Pick<Answer, 'text'>): string | undefined =>
  /(?:more|continues) with cursor (\w+)/.exec(headOf(answer))?.[1];

/** Returns the text that a refused write takes as `confirm`. */
export const confirmOf = (answer: Pick<Answer, 'text'>): string => /confirm: "(.*)"\.$/s.exec(answer.text)?.[1] ?? '';

/** Returns the digests of all files below a folder, by path, to check that no other was touched. */
export function contentsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(path.join(folder, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(path.join(folder, name)))
        .digest('hex'),
    ]),
  );
}
