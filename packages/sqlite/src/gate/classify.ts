import { shownName } from '../present/text.ts';
import { illegalSign, unknownStatement } from './foreign.ts';
import { allowedModules, isAllowedModule } from './modules.ts';
import { refusedPragma } from './pragmas.ts';
import type { Statement } from './split.ts';
import type { Token } from './tokens.ts';

/** The kind of a statement, judged by its words. SQLite decides whether a `query` only reads. */
export type Kind = 'query' | 'explain' | 'explained change' | 'pragma' | 'change' | 'schema';

export type Verdict =
  | {
      kind: Kind;
      /** The irreversible part, in words; undefined if there is none. */
      destroys?: string;
      /** It only adds rows, triggers aside. */
      adds?: boolean;
      /** The table that DROP TABLE removes. */
      drops?: string;
      /** The table that ALTER TABLE changes, and its new name. */
      alters?: Alteration;
    }
  | { refused: string };

/** A change of a table by ALTER TABLE. */
export interface Alteration {
  table: string;
  renamedTo?: string;
  /** The column that is dropped. */
  dropped?: string;
}

const transaction = new Set(['BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE']);

/**
 * Classifies a statement by an allow-list of its leading words, before SQLite prepares it, because ATTACH is
 * "read-only" to SQLite and pragmas act while they are prepared.
 */
export function classify({ tokens }: Statement): Verdict {
  const illegal = tokens.find(({ kind }) => kind === 'illegal');
  if (illegal) return { refused: illegalSign(illegal, tokens) };
  const first = word(tokens[0]);
  switch (first) {
    case 'SELECT':
    case 'VALUES':
      return { kind: 'query' };
    case 'WITH':
      return destroying(tokens) ?? { kind: 'query', adds: adding(tokens) };
    case 'EXPLAIN':
      return explained(tokens);
    case 'PRAGMA':
      return pragma(tokens);
    case 'INSERT':
    case 'REPLACE':
      return { kind: 'change', adds: adding(tokens) };
    case 'UPDATE':
    case 'DELETE':
      return destroying(tokens) ?? { kind: 'change' };
    case 'CREATE':
      return created(tokens);
    case 'DROP':
      return dropped(tokens);
    case 'ALTER':
      return word(tokens[1]) !== 'TABLE' ? unknown(tokens) : altered(tokens);
    case 'ANALYZE':
    case 'REINDEX':
      return { kind: 'schema' };
    case 'ATTACH':
    case 'DETACH':
      return { refused: `${first} leads to other databases; open_database opens one inside the allowed folders` };
    case 'VACUUM':
      return { refused: 'VACUUM can write to any file; maintain compacts the database, backup_database copies it' };
    default:
      if (first !== undefined && transaction.has(first))
        return { refused: `${first} would take over the transaction; execute runs several statements in one` };
      return unknown(tokens);
  }
}

const word = (token: Token | undefined): string | undefined => token?.word || undefined;

/** The text of something that may stand for a name: SQLite takes names in any quotes. */
const nameOf = (token: Token | undefined): string =>
  token && ['id', 'name', 'string'].includes(token.kind) ? token.text : '';

const unknown = (tokens: readonly Token[]): Verdict => ({ refused: unknownStatement(tokens) });

function explained(tokens: readonly Token[]): Verdict {
  const plan = word(tokens[1]) === 'QUERY' && word(tokens[2]) === 'PLAN';
  const inner = word(tokens[plan ? 3 : 1]);
  if (inner === 'SELECT' || inner === 'VALUES' || inner === 'WITH') return { kind: 'explain' };
  if (inner !== undefined && ['INSERT', 'REPLACE', 'UPDATE', 'DELETE'].includes(inner))
    return { kind: 'explained change' };
  if (inner === 'ANALYZE')
    return { refused: 'SQLite has no EXPLAIN ANALYZE; the tool explain shows the plan and measures indexes' };
  if (inner === 'FORMAT' || inner === 'EXTENDED' || tokens[1]?.text === '(')
    return { refused: 'SQLite has no options for EXPLAIN; the tool explain shows the plan' };
  return { refused: `EXPLAIN of ${inner ?? 'this'} is not offered: it can act when it is prepared` };
}

function pragma(tokens: readonly Token[]): Verdict {
  const qualified = tokens[2]?.text === '.';
  const name = nameOf(tokens[qualified ? 3 : 1]);
  const refused = refusedPragma(name, tokens.length > (qualified ? 4 : 2));
  return refused === undefined ? { kind: 'pragma' } : { refused };
}

/** An UPDATE or DELETE at the outermost level that has no WHERE there. */
function destroying(tokens: readonly Token[]): Verdict | undefined {
  let depth = 0;
  let verb: string | undefined;
  let table = '';
  for (const [index, token] of tokens.entries()) {
    if (token.text === '(' && token.kind === 'operator') depth++;
    else if (token.text === ')' && token.kind === 'operator') depth--;
    const { word } = token;
    if (depth > 0 || word === '') continue;
    if (verb === undefined) {
      if (word === 'SELECT' || word === 'INSERT' || word === 'REPLACE' || word === 'VALUES') return undefined;
      if (word !== 'UPDATE' && word !== 'DELETE') continue;
      verb = word;
      table = tableAfter(tokens, index + 1);
    } else if (word === 'WHERE') return undefined;
  }
  return verb === undefined
    ? undefined
    : { kind: 'change', destroys: `${verb} without WHERE on ${shownName(table, 80)}` };
}

/** An INSERT at the outermost level that never replaces or updates a row. */
function adding(tokens: readonly Token[]): boolean {
  const at = tokens.findIndex(({ word }) => word === 'INSERT');
  if (at === -1 || word(tokens[0]) === 'REPLACE') return false;
  const replaces = word(tokens[at + 1]) === 'OR' && word(tokens[at + 2]) === 'REPLACE';
  return !replaces && !tokens.some(({ word }, index) => word === 'DO' && tokens[index + 1]?.word === 'UPDATE');
}

function tableAfter(tokens: readonly Token[], from: number): string {
  let at = from;
  if (word(tokens[at]) === 'FROM') at++;
  if (word(tokens[at]) === 'OR') at += 2;
  return nameOf(tokens[tokens[at + 1]?.text === '.' ? at + 2 : at]);
}

/** Words that count rows up in other dialects, and are part of a type's name here. */
const counters = new Set(['AUTO_INCREMENT', 'SERIAL', 'BIGSERIAL', 'SMALLSERIAL', 'IDENTITY']);

function created(tokens: readonly Token[]): Verdict {
  let at = 1;
  const second = word(tokens[at]);
  if (second === 'TEMP' || second === 'TEMPORARY')
    return { refused: 'temporary tables, views and triggers would hide real ones' };
  if (second === 'UNIQUE') at++;
  const virtual = second === 'VIRTUAL';
  if (virtual) at++;
  const what = word(tokens[at]);
  if (what === undefined || !['TABLE', 'INDEX', 'VIEW', 'TRIGGER'].includes(what)) return unknown(tokens);
  at++;
  if (word(tokens[at]) === 'IF') at += 3;
  if (tokens[at + 1]?.text === '.') {
    if (nameOf(tokens[at]).toLowerCase() !== 'main') return { refused: 'only the schema "main" can be changed' };
    at += 2;
  }
  const counter = tokens.find(({ word }, index) => {
    const before = tokens[index - 1];
    return (
      counters.has(word) &&
      (before?.kind === 'name' || (before?.kind === 'id' && !['TABLE', 'EXISTS'].includes(before.word)))
    );
  });
  if (what === 'TABLE' && counter !== undefined)
    return {
      refused: `${counter.text} means nothing to SQLite, and the column would stay NULL; write INTEGER PRIMARY KEY, which counts by itself`,
    };
  if (what === 'TABLE' && tokens.some(({ word }, index) => word === 'COMMENT' && tokens[index + 1]?.kind === 'string'))
    return {
      refused:
        'SQLite has no COMMENT and would make it part of the type; leave it out (--metadata takes a file with descriptions)',
    };
  if (virtual) {
    if (word(tokens[at + 1]) !== 'USING' || !isAllowedModule(nameOf(tokens[at + 2])))
      return { refused: `virtual tables can be made with ${allowedModules()} only` };
  }
  return { kind: 'schema' };
}

function dropped(tokens: readonly Token[]): Verdict {
  const what = word(tokens[1]);
  if (what === undefined || !['TABLE', 'INDEX', 'VIEW', 'TRIGGER'].includes(what)) return unknown(tokens);
  const at = word(tokens[2]) === 'IF' ? 4 : 2;
  const name = nameOf(tokens[tokens[at + 1]?.text === '.' ? at + 2 : at]);
  return { kind: 'schema', destroys: `DROP ${what} ${shownName(name, 80)}`, ...(what === 'TABLE' && { drops: name }) };
}

function altered(tokens: readonly Token[]): Verdict {
  const table = tableAfter(tokens, 2);
  const at = tokens.findIndex(({ word }, index) => index > 2 && (word === 'DROP' || word === 'RENAME'));
  const verb = word(tokens[at]);
  if (verb === 'RENAME' && word(tokens[at + 1]) === 'TO')
    return { kind: 'schema', alters: { table, renamedTo: nameOf(tokens[at + 2]) } };
  if (verb !== 'DROP') return { kind: 'schema', alters: { table } };
  const dropped = nameOf(tokens[word(tokens[at + 1]) === 'COLUMN' ? at + 2 : at + 1]);
  return {
    kind: 'schema',
    destroys: `DROP COLUMN ${shownName(dropped, 80)} of ${shownName(table, 80)}`,
    alters: { table, dropped },
  };
}
