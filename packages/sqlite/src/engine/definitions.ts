import { tokenize, type Token } from '../gate/tokens.ts';

/** The parts of CREATE TABLE that no pragma answers. */
export interface Definitions {
  checks: string[];
  autoincrement: boolean;
  /** By lower-case name of the column. */
  columns: ReadonlyMap<string, { collation?: string; generated?: string }>;
}

export const noDefinitions: Definitions = { checks: [], autoincrement: false, columns: new Map() };

/** Reads them from the SQL of a table. SQL that is not as expected gives less, never an error. */
export function definitionsIn(sql: string): Definitions {
  const tokens = tokenize(sql);
  const checks: string[] = [];
  const columns = new Map<string, { collation?: string; generated?: string }>();
  let autoincrement = false;
  let depth = 0;
  let begins = false;
  let column: string | undefined;
  for (let at = 0; at < tokens.length; at++) {
    const { text, word, kind } = tokens[at] as Token;
    if (kind === 'operator' && text === '(') {
      depth++;
      begins = depth === 1;
      continue;
    }
    if (kind === 'operator' && text === ')') depth--;
    if (depth !== 1) continue;
    if (text === ',' && kind === 'operator') {
      begins = true;
      continue;
    }
    if (begins) {
      begins = false;
      column = constraints.has(word) ? undefined : text.toLowerCase();
      if (column !== undefined) continue;
    }
    if (word === 'AUTOINCREMENT') autoincrement = true;
    const inner = tokens[at + 1]?.text === '(' ? groupAt(sql, tokens, at + 1) : undefined;
    if (word === 'CHECK' && inner !== undefined) checks.push(inner);
    if (column === undefined) continue;
    const known = columns.get(column) ?? {};
    const next = tokens[at + 1]?.text;
    if (word === 'COLLATE' && next !== undefined && !/^binary$/i.test(next))
      columns.set(column, { ...known, collation: next });
    if (word === 'AS' && inner !== undefined) columns.set(column, { ...known, generated: inner });
  }
  return { checks, autoincrement, columns };
}

/** Words with which the constraints of a whole table begin. */
const constraints = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN']);

/** The text between a bracket and the one that closes it. */
function groupAt(sql: string, tokens: readonly Token[], open: number): string | undefined {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const { kind, text, start } = tokens[at] as Token;
    if (kind !== 'operator') continue;
    if (text === '(') depth++;
    if (text === ')' && --depth === 0) return sql.slice(tokens[open]?.end, start).trim();
  }
  return undefined;
}
