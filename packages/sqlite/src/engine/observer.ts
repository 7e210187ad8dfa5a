import type { Admitted } from '../gate/gate.ts';
import { count, shownName } from '../present/text.ts';
import { copyRows, dropImage, watchRows, type BeforeImage } from './before-image.ts';
import { countRows, schemaChanges, schemaObjects, shapeOf, tableNamesOf, type TableShape } from './catalogue.ts';
import { countChanges, readChanges, type RowChange } from './difference.ts';
import { documentTables } from './documents.ts';
import type { Db } from './driver.ts';
import type { Effects, TableEffect } from './effects.ts';
import { temporaryName } from './temporary-name.ts';
import { hasTriggers, mayReplace, writtenBy } from './written.ts';

/** Rows of a table that are copied to be compared; of a larger one only the number of rows is known. */
const mostCopied = 1_000_000;
const mostSamples = 3;

interface Watched {
  /** The table's name in the report. */
  label: string;
  source: string;
  /** Undefined when only the number of rows is known. */
  image: BeforeImage | undefined;
  rows: number;
}

/**
 * Finds out what a transaction really changes, by comparing the tables that SQLite may write with what they were. Ordinary
 * changes are followed row by row; where rows can change unseen (DROP TABLE, REPLACE beside triggers, virtual tables), the
 * table is copied first.
 */
export class Observer {
  readonly #db: Db;
  readonly #changesSchema: boolean;
  readonly #documents: boolean;
  readonly #watched = new Map<string, Watched>();
  /** The present names of tables that were renamed, with those that they had. */
  readonly #renamed = new Map<string, string>();
  readonly #schema: ReadonlyMap<string, string> | undefined;
  readonly #tables: ReadonlySet<string>;
  readonly #unknown: string[] = [];
  readonly #dropped = new Set<string>();
  readonly #prefix = `${temporaryName()}_`;
  readonly #recursive: unknown;
  #virtual = false;

  /** Tables that a later statement may change unseen: they are copied before the first one. */
  readonly #hidden: ReadonlySet<string>;

  /**
   * `statements` are all that will run. `documents`: true to compare the contents of virtual tables as well, which takes a
   * copy of them.
   */
  constructor(
    db: Db,
    {
      changesSchema,
      documents,
      statements,
    }: { changesSchema: boolean; documents: boolean; statements: readonly Admitted[] },
  ) {
    this.#db = db;
    this.#changesSchema = changesSchema;
    this.#documents = documents;
    this.#schema = changesSchema ? schemaObjects(db) : undefined;
    this.#tables = new Set(changesSchema ? tableNamesOf(db) : []);
    this.#recursive = db.pragma('recursive_triggers', { simple: true });
    this.#hidden = new Set(
      changesSchema || statements.length === 1 ? [] : statements.flatMap((one) => this.#unseen(one)),
    );
  }

  /** To be called before each statement. */
  before(statement: Admitted, isLast: boolean): void {
    const { alters, drops, kind } = statement;
    if (alters?.renamedTo !== undefined) this.#rename(alters.table, alters.renamedTo, isLast);
    // Of the statements that change the schema only DROP TABLE changes rows that are left.
    if (kind === 'schema' && drops === undefined) return;
    if (drops !== undefined) this.#dropped.add(drops.toLowerCase());
    const { tables, virtual } = writtenBy(this.#db, statement);
    const replaces = !this.#changesSchema && mayReplace(this.#db, statement, tables);
    const unseen = replaces && hasTriggers(this.#db, tables);
    // Rows that REPLACE removes fire triggers only where these are recursive; that must not make others fire.
    this.#recurse(replaces && !unseen);
    for (const name of tables) {
      const hidden = this.#changesSchema || unseen || this.#hidden.has(name);
      this.#watch(name, hidden, isLast && drops?.toLowerCase() === name.toLowerCase());
    }
    if (drops !== undefined && tables.length === 0) this.#countDocuments(drops);
    if (!virtual) return;
    this.#virtual = true;
    if (this.#documents) this.#watchDocuments();
  }

  /** Compares the tables with what they were. */
  effects(): Effects {
    const tables: TableEffect[] = [];
    const schema = this.#schema ? schemaChanges(this.#schema, schemaObjects(this.#db)) : [];
    const unknown = [...this.#unknown];
    for (const watched of this.#watched.values()) {
      const { label, source, image, rows } = watched;
      const now = shapeOf(this.#db, this.#nameNow(source));
      if (image === undefined) {
        const after = now === undefined ? 0 : countRows(this.#db, now.name);
        tables.push({
          name: label,
          inserted: Math.max(0, after - rows),
          updated: 0,
          deleted: Math.max(0, rows - after),
          samples: [],
        });
        if (now !== undefined)
          unknown.push(
            `which of the ${rows.toLocaleString('en-US')} rows of ${shownName(label)} change cannot be told: there are too many to compare`,
          );
        continue;
      }
      const counts = countChanges(this.#db, image, now);
      if (now !== undefined && this.#dropped.has(now.name.toLowerCase())) {
        const before = countRows(this.#db, image.name, undefined, 'temp');
        schema.push(
          `rebuilt ${shownName(now.name)}: ${count(before, 'row')} before, ${countRows(this.#db, now.name).toLocaleString('en-US')} after`,
        );
      }
      if (source.startsWith('sqlite_') || counts.inserted + counts.updated + counts.deleted === 0) continue;
      const samples = label === source ? [...readChanges(this.#db, image, now, mostSamples)] : [];
      tables.push({ name: label, ...counts, samples });
    }
    if (this.#schema) tables.push(...this.#newTables());
    return { tables, schema, unknown, virtual: this.#virtual };
  }

  /** Every row that differs, internal tables included; undefined when there are more than `most`, or some have no values. */
  rows(most: number): RowChange[] | undefined {
    const all: RowChange[] = [];
    for (const { source, image } of this.#watched.values()) {
      if (image === undefined || !image.values) return undefined;
      const now = shapeOf(this.#db, source);
      for (const change of readChanges(this.#db, image, now, most + 1)) {
        all.push(change);
        if (all.length > most) return undefined;
      }
    }
    return all;
  }

  /** Rows of the temporary tables: SQLite counts them as changes too. */
  noted(): number {
    let rows = 0;
    for (const { image } of this.#watched.values())
      if (image) rows += Number(this.#db.prepare(`SELECT count(*) FROM temp.${image.name}`).pluck().get());
    return rows;
  }

  /** Removes what was made to observe; a rollback does the same. */
  close(): void {
    if (!this.#db.open) return;
    this.#recurse(false);
    for (const { image } of this.#watched.values()) if (image) dropImage(this.#db, image);
    this.#watched.clear();
  }

  /** Another table may get the old name, so the rows are copied now. */
  #rename(from: string, to: string, isLast: boolean): void {
    const start = this.#renamed.get(from.toLowerCase()) ?? from;
    if (!isLast) this.#watch(from, true, false);
    this.#renamed.delete(from.toLowerCase());
    this.#renamed.set(to.toLowerCase(), start);
  }

  /** The tables from which a statement may remove rows by REPLACE without a trigger that sees it. */
  #unseen(statement: Admitted): string[] {
    const { tables } = writtenBy(this.#db, statement);
    return mayReplace(this.#db, statement, tables) && hasTriggers(this.#db, tables) ? tables : [];
  }

  #recurse(on: boolean): void {
    this.#db.pragma(`recursive_triggers=${on || this.#recursive === 1 ? 1 : 0}`);
  }

  #watch(name: string, hidden: boolean, dropped: boolean): void {
    const start = this.#renamed.get(name.toLowerCase()) ?? name;
    if (this.#watched.has(start)) return;
    // A table that this transaction made had no rows.
    if (this.#schema !== undefined && !this.#tables.has(start)) return;
    const shape = shapeOf(this.#db, name);
    if (shape === undefined || (start.startsWith('sqlite_') && start !== 'sqlite_sequence')) return;
    const image = this.#imageOf(shape, { copied: hidden || start === 'sqlite_sequence', counted: dropped });
    this.#watched.set(start, {
      label: start,
      source: start,
      image,
      rows: image === undefined ? countRows(this.#db, name) : 0,
    });
  }

  #imageOf(shape: TableShape, { copied, counted }: { copied: boolean; counted: boolean }): BeforeImage | undefined {
    if (counted || (shape.key.rowid === undefined && shape.key.columns.length === 0)) return undefined;
    const name = `${this.#prefix}${this.#watched.size}`;
    if (!copied) return watchRows(this.#db, shape, name);
    return countRows(this.#db, shape.name, mostCopied + 1) > mostCopied ? undefined : copyRows(this.#db, shape, name);
  }

  /** A virtual table that is dropped takes its rows with it. */
  #countDocuments(dropped: string): void {
    const found = documentTables(this.#db).find(({ virtual }) => virtual.toLowerCase() === dropped.toLowerCase());
    if (found?.source === undefined || this.#watched.has(found.source)) return;
    const { virtual: label, source } = found;
    this.#watched.set(source, { label, source, image: undefined, rows: countRows(this.#db, source) });
  }

  #watchDocuments(): void {
    for (const { virtual, source } of documentTables(this.#db)) {
      if (this.#watched.has(source ?? virtual) || (this.#schema !== undefined && !this.#tables.has(virtual))) continue;
      const shape = source === undefined ? undefined : shapeOf(this.#db, source);
      if (shape === undefined || source === undefined) {
        this.#unknown.push(`whether rows of the virtual table ${shownName(virtual)} change cannot be told`);
        continue;
      }
      const image = this.#imageOf(shape, { copied: true, counted: false });
      this.#watched.set(source, {
        label: virtual,
        source,
        image,
        rows: image === undefined ? countRows(this.#db, source) : 0,
      });
    }
  }

  /** Tables that did not exist before, and whose rows are all new. */
  *#newTables(): Generator<TableEffect> {
    for (const name of tableNamesOf(this.#db)) {
      const start = this.#renamed.get(name.toLowerCase());
      const moved = start !== undefined && this.#tables.has(start) && this.#nameNow(start) === name;
      if (this.#tables.has(name) || moved || name.startsWith('sqlite_')) continue;
      const shape = shapeOf(this.#db, name);
      const inserted = shape === undefined ? 0 : countRows(this.#db, name);
      if (inserted > 0) yield { name, inserted, updated: 0, deleted: 0, samples: [] };
    }
  }

  #nameNow(start: string): string {
    if (shapeOf(this.#db, start) !== undefined) return start;
    for (const [now, was] of this.#renamed) if (was === start) return now;
    return start;
  }
}
