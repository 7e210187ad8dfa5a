/** Errors of SQLite's that need no look at the schema, and the next step for each. */
const advice: readonly [error: RegExp, next: string][] = [
  [/^cannot drop (?:PRIMARY KEY|UNIQUE) column/, 'To remove it, rebuild the table: execute with foreign_keys: "off".'],
  [
    /^cannot modify .* because it is a view$/s,
    'Change the tables that it reads, or create an INSTEAD OF trigger on it.',
  ],
  [/^Cannot add a NOT NULL column/, 'Give it a DEFAULT that is not NULL.'],
  [/^Cannot add a /, 'Rebuild the table with this column: execute with foreign_keys: "off".'],
  [/^misuse of window function/, 'Add OVER (…), such as row_number() OVER (ORDER BY x).'],
  [/^misuse of aggregate/, 'Filter groups with HAVING, or compute it in a subquery.'],
  [/^too many SQL variables/, 'Pass a list as one JSON text: IN (SELECT value FROM json_each(?)).'],
  [
    /^foreign key mismatch/,
    'The columns that a foreign key refers to need a PRIMARY KEY or a UNIQUE index; CREATE TABLE … AS SELECT copies neither.',
  ],
  [
    /^unknown function: /,
    'The program that made the database defined it; --extension loads functions at start. Statements that do not need it work.',
  ],
  [/^error in (?:view|trigger|index) /, 'To rebuild a table that views use, call execute with foreign_keys: "off".'],
];

/** The next step after an error, with a space before it; undefined if none is known. */
export const adviceOn = (message: string): string | undefined => {
  const next = advice.find(([error]) => error.test(message))?.[1];
  return next === undefined ? undefined : ` ${next}`;
};
