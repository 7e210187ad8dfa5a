import type { Step } from '../engine/plan.ts';
import { onOneLine, shownName } from './text.ts';

/** Characters of a condition or of a step that is shown as SQLite words it. */
const most = 300;

/** Describes a step of a plan in plain words. */
export function inWords({ detail }: Step): string {
  const scan = /^SCAN (.+?)(?: USING (?:COVERING )?INDEX (.+))?$/s.exec(detail);
  if (scan && !detail.includes(' VIRTUAL TABLE ')) {
    const table = shownName(scan[1] ?? '', 80);
    return scan[2] === undefined
      ? `reads all rows of ${table}`
      : `reads all of ${table} in the order of index ${shownName(scan[2], 80)}`;
  }
  const search = /^SEARCH (.+?) USING (.*?)(?: \((.*)\))?$/s.exec(detail);
  if (search) {
    const [, table = '', by = '', terms] = search;
    const where = terms === undefined ? '' : ` where ${onOneLine(terms, most)}`;
    return `looks rows of ${shownName(table, 80)} up by ${meansOf(by)}${where}`;
  }
  if (detail.startsWith('USE TEMP B-TREE FOR '))
    return `sorts in a temporary table for ${onOneLine(detail.slice('USE TEMP B-TREE FOR '.length), most)}`;
  const shown = onOneLine(detail, most);
  if (detail.startsWith('CORRELATED')) return `for every row: ${shown}`;
  if (/^(MULTI-INDEX OR|COMPOUND QUERY|MATERIALIZE|CO-ROUTINE|SCALAR SUBQUERY|LIST SUBQUERY)/.test(detail))
    return shown.toLowerCase();
  return shown;
}

function meansOf(by: string): string {
  if (by.startsWith('AUTOMATIC')) return 'an index that is built for this query alone';
  if (by === 'INTEGER PRIMARY KEY') return 'its integer primary key';
  const index = /^(COVERING )?INDEX (.+)$/s.exec(by);
  if (index) return `index ${shownName(index[2] ?? '', 80)}${index[1] ? ', which holds all it needs' : ''}`;
  return onOneLine(by, most);
}
