import { ToolError } from '@mcp-reference/kit/sandbox';
import type { Admitted } from '../gate/gate.ts';
import { nameList, shownName } from '../present/text.ts';
import type { Db } from './driver.ts';
import { maskedReads } from './masked-reads.ts';
import { isMasked, maskedIn, readsMasked } from './masks.ts';
import type { Target } from './target.ts';

/**
 * Refuses changes that would copy masked values to where they can be read, or tell them by what they change.
 * @throws ToolError `denied`
 */
export function assertKeepsMasks(db: Db, statement: Admitted, target: Target, written: readonly string[]): void {
  if (!isMasked(target)) return;
  const { tokens, kind, alters, drops } = statement;
  const masked = Object.keys(target.masked ?? {});
  const names = (name: string) => tokens.some(({ text }) => text.toLowerCase() === name.toLowerCase());
  if (kind === 'schema' && drops === undefined) {
    const table = alters?.table ?? masked.find(names);
    if (table !== undefined && maskedIn(target, table).size > 0)
      throw new ToolError(
        'denied',
        `${shownName(table, 80)} has masked columns (--metadata), so its schema, and views and triggers that name it, cannot be changed here.`,
      );
    if (!tokens.some(({ word }) => word === 'SELECT')) return;
  }
  const own = masked.filter((table) => written.some((one) => one.toLowerCase() === table.toLowerCase()));
  const found = maskedReads(db, statement, target, own);
  if (found.length > 0) throw readsMasked(found);
  for (const table of own) {
    const columns = maskedIn(target, table);
    const told = tokens.some(({ word, text }, at) => {
      if (word === 'RETURNING' || (word === 'SELECT' && at > 0)) return true;
      if (!columns.has(text.toLowerCase())) return false;
      // The target of an assignment, or a name in the list of an INSERT.
      const isSet = tokens[at + 1]?.text === '=' && (tokens[at - 1]?.word === 'SET' || tokens[at - 1]?.text === ',');
      const inserts = tokens[0]?.word === 'INSERT' || tokens[0]?.word === 'REPLACE';
      return !isSet && !(inserts && !tokens.slice(0, at).some((one) => one.word === 'VALUES' || one.word === 'DO'));
    });
    if (told)
      throw new ToolError(
        'denied',
        `${shownName(table, 80)} has masked columns (${nameList([...columns])}): a change of it may set them, but not compare or answer them, and has no SELECT.`,
      );
  }
}
