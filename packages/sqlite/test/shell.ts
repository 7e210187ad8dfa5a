import { runProgram } from '@mcp-reference/kit/testing';

/** Runs SQL in SQLite's own shell: an opinion from outside the driver. */
export function shell(file: string, sql: string): string {
  const { status, stdout, stderr, error } = runProgram('sqlite3', [file], { input: sql });
  if (error)
    throw new Error(
      'These tests compare with the sqlite3 shell, which is not installed (Debian and Ubuntu: apt-get install sqlite3; macOS and Windows: sqlite.org/download.html).',
      { cause: error },
    );
  if (status !== 0) throw new Error(`sqlite3: ${stderr.toString()}`);
  return stdout.toString().trimEnd();
}

/** Returns the lines that the shell prints, without empty ones. */
export const shellLines = (file: string, sql: string): string[] => shell(file, sql).split('\n').filter(Boolean);

/** The content and the schema, as text that is equal only if both are. */
export const digest = (file: string): string =>
  shell(
    file,
    `SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name;\n.sha3sum\nPRAGMA integrity_check;`,
  );
