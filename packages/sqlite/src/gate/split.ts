import { ToolError } from '@mcp-reference/kit/sandbox';
import { tokenize, type Token } from './tokens.ts';

/** One statement of a text: its tokens without the semicolon. */
export interface Statement {
  sql: string;
  tokens: Token[];
}

/** The longest SQL that is read, in characters. */
const mostCharacters = 1_000_000;

/**
 * Splits a text into statements. A trigger's body holds semicolons; it ends at the END between two of them, as
 * in sqlite3_complete().
 * @throws ToolError `invalid` for text that SQLite would read differently from how it is written.
 */
export function splitStatements(sql: string): Statement[] {
  if (sql.length > mostCharacters)
    throw new ToolError(
      'invalid',
      `The SQL is longer than ${mostCharacters} characters; use parameters or import_data.`,
    );
  if (sql.includes('\0'))
    throw new ToolError('invalid', 'The SQL contains a NUL character, where SQLite would stop reading.');
  if (/\p{Surrogate}/u.test(sql)) throw new ToolError('invalid', 'The SQL is not well-formed Unicode.');
  const statements: Statement[] = [];
  let tokens: Token[] = [];
  for (const token of tokenize(sql)) {
    if (token.kind !== 'semicolon') tokens.push(token);
    else if (inTrigger(tokens)) tokens.push(token);
    else {
      if (tokens.length > 0) statements.push(statementOf(sql, tokens));
      tokens = [];
    }
  }
  if (tokens.length > 0) statements.push(statementOf(sql, tokens));
  return statements;
}

function statementOf(sql: string, tokens: Token[]): Statement {
  return { sql: sql.slice(tokens[0]?.start, tokens.at(-1)?.end), tokens };
}

/** Returns true inside a trigger whose body has not ended. */
function inTrigger(tokens: readonly Token[]): boolean {
  const words = tokens.slice(0, 5).map(({ word }) => word);
  while (words[0] === 'EXPLAIN' || words[0] === 'QUERY' || words[0] === 'PLAN') words.shift();
  const [create, second, third] = words;
  const isTrigger =
    create === 'CREATE' &&
    (second === 'TRIGGER' || ((second === 'TEMP' || second === 'TEMPORARY') && third === 'TRIGGER'));
  if (!isTrigger) return false;
  const [before, last] = tokens.slice(-2);
  return !(last?.word === 'END' && before?.kind === 'semicolon');
}
