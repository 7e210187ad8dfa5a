import { ToolError, visible, type NamedSpot } from '@mcp-reference/kit/sandbox';

/** The end of a rollback journal that names a super-journal (SQLite's file format, section 3). */
const magic = Buffer.from('d9d505f920a163d7', 'hex');

/**
 * Refuses to recover a journal that names a super-journal: SQLite would read, and remove, any file that the name
 * leads to, and a journal is only a file that anyone may have put there.
 */
export function assertOwnJournal({ folder, name, shown }: NamedSpot): void {
  const stat = folder.find(`${name}-journal`);
  if (stat === undefined || stat.size < magic.length) return;
  const file = folder.open(`${name}-journal`);
  const end = file.read(stat.size - magic.length, magic.length);
  file.close();
  if (end.equals(magic))
    throw new ToolError(
      'denied',
      `"${visible(shown)}" has the journal of a transaction over several databases, which names files elsewhere. Recover it with the program that wrote it.`,
    );
}
