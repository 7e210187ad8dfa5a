/** Facts about a table from the file of --metadata. */
export interface TableNote {
  description?: string | undefined;
  /** Descriptions of columns. */
  columns?: Readonly<Record<string, string>> | undefined;
  /** Left out of lists. */
  hidden?: boolean | undefined;
  /** Columns whose values are never answered. */
  masked?: readonly string[] | undefined;
}

export type TableNotes = Readonly<Record<string, TableNote>>;

/** A query that the user saved under a name. */
export interface SavedQuery {
  database: string;
  name: string;
  sql: string;
  title?: string | undefined;
  description?: string | undefined;
  /** Descriptions of its variables, or only their names. */
  params?: readonly string[] | Readonly<Record<string, string>> | undefined;
  write?: boolean | undefined;
}

/** The content of the file of --metadata. */
export interface Metadata {
  /** By the name of the database, with or without its ending. */
  tables: ReadonlyMap<string, TableNotes>;
  queries: readonly SavedQuery[];
}

export const noMetadata: Metadata = { tables: new Map(), queries: [] };

export const withoutEnding = (name: string): string => name.replace(/\.[^.]*$/, '');

export const notesFor = ({ tables }: Metadata, database: string): TableNotes | undefined =>
  tables.get(database) ?? tables.get(withoutEnding(database));

/** The parts of the notes that engines enforce. */
export function restrictionsOf(notes: TableNotes = {}) {
  const entries = Object.entries(notes);
  const masked = entries.flatMap(([table, note]) =>
    note.masked === undefined || note.masked.length === 0 ? [] : [[table, note.masked] as const],
  );
  return {
    hidden: entries.filter(([, note]) => note.hidden === true).map(([table]) => table),
    masked: Object.fromEntries(masked),
  };
}
