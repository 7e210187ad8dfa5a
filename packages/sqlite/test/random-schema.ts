import { shell, shellLines } from './shell.ts';

/** Random numbers that are the same in each run. */
export function randomFrom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number) => Math.floor(next() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return { below, pick, chance: (part: number) => next() < part };
}

export type Random = ReturnType<typeof randomFrom>;

const collations = ['', ' COLLATE NOCASE', ' COLLATE RTRIM'];
const actions = ['CASCADE', 'SET NULL', 'SET DEFAULT', 'NO ACTION'];

/** A parent, children that refer to it, a table without rowid, full-text indexes, and triggers that write elsewhere. */
export function schemaFrom({ pick, chance, below }: Random): string {
  const rows = (n: number) => `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<${n})`;
  const conflict = chance(0.3) ? ' ON CONFLICT REPLACE' : '';
  return [
    `CREATE TABLE p(id INTEGER PRIMARY KEY${chance(0.3) ? ' AUTOINCREMENT' : ''}, u TEXT${pick(collations)} UNIQUE${conflict}, v)`,
    `CREATE TABLE ch(id INTEGER PRIMARY KEY, p INT DEFAULT 1 REFERENCES p(id) ON DELETE ${pick(actions)} ON UPDATE ${pick(actions)}, v)`,
    `CREATE TABLE gc(ch INT REFERENCES ch(id) ON DELETE ${pick(actions)}, t)`,
    `CREATE TABLE w(a TEXT${pick(collations)}, b INT, v, PRIMARY KEY(a, b)) WITHOUT ROWID`,
    'CREATE TABLE log(x)',
    'CREATE VIEW pv AS SELECT id, u, v FROM p',
    'CREATE TRIGGER pv_insert INSTEAD OF INSERT ON pv BEGIN INSERT INTO p(u, v) VALUES (NEW.u, NEW.v); INSERT INTO log VALUES (NEW.u); END',
    chance(0.5) && 'CREATE TRIGGER ch_deleted AFTER DELETE ON ch BEGIN INSERT INTO log VALUES (OLD.id); END',
    chance(0.5) && 'CREATE TRIGGER p_updated AFTER UPDATE OF v ON p BEGIN UPDATE w SET v = NEW.v WHERE b = NEW.id; END',
    chance(0.5) &&
      `CREATE TRIGGER p_touched AFTER UPDATE OF u ON p BEGIN UPDATE p SET v = 'touched' WHERE id = NEW.id; END`,
    chance(0.5) &&
      'CREATE TRIGGER w_added AFTER INSERT ON w BEGIN REPLACE INTO log(rowid, x) VALUES (NEW.b, NEW.a); END',
    chance(0.5) && 'CREATE VIRTUAL TABLE ft USING fts5(body)',
    chance(0.5) && `CREATE VIRTUAL TABLE fx USING fts5(v, content='ch', content_rowid='id')`,
    `${rows(9)} INSERT INTO p(id, u, v) SELECT x, 'u' || x, x FROM c`,
    `${rows(20)} INSERT INTO ch SELECT x, 1 + x % 9, 'v' || x FROM c`,
    `${rows(30)} INSERT INTO gc SELECT 1 + x % 20, x FROM c`,
    `${rows(15)} INSERT INTO w SELECT 'k' || (x % 4), x, x FROM c`,
    `INSERT OR IGNORE INTO log(rowid, x) VALUES (${1 + below(5)}, 'first')`,
  ]
    .filter((sql) => sql !== false)
    .join(';\n');
}

export function statementFrom({ pick, below, chance }: Random, has: ReadonlySet<string>): string {
  const id = () => 1 + below(12);
  const all = [
    `DELETE FROM p WHERE id = ${id()}`,
    `DELETE FROM p WHERE id > ${id()}`,
    `UPDATE p SET v = v || '!' WHERE id < ${id()}`,
    `UPDATE p SET u = upper(u) WHERE id = ${id()}`,
    `UPDATE p SET id = id + 100 WHERE id = ${id()}`,
    `UPDATE OR REPLACE p SET u = 'u${id()}' WHERE id = ${id()}`,
    `INSERT INTO p(u, v) VALUES ('n${id()}', ${id()})`,
    `REPLACE INTO p VALUES (${id()}, 'u${id()}', 'z')`,
    `INSERT INTO p VALUES (${id()}, 'q', 1) ON CONFLICT DO UPDATE SET v = 'up'`,
    `INSERT OR IGNORE INTO w VALUES ('k${below(5)}', ${below(40)}, 'i')`,
    `REPLACE INTO w VALUES ('K${below(5)}', ${below(20)}, 'r')`,
    `DELETE FROM w WHERE b % 3 = ${below(3)}`,
    `INSERT INTO pv(u, v) VALUES ('view', ${id()})`,
    'DELETE FROM gc',
    `UPDATE gc SET t = t WHERE t > 10`,
    `CREATE TABLE fresh AS SELECT * FROM gc`,
    `CREATE INDEX by_v ON p(v); DELETE FROM ch WHERE id = ${id()}`,
    'DROP TABLE gc',
    'DROP TABLE p',
    'ALTER TABLE gc RENAME TO moved; CREATE TABLE gc(ch, t); INSERT INTO gc SELECT * FROM moved WHERE t < 5',
    'ALTER TABLE w ADD COLUMN more DEFAULT 7; UPDATE w SET more = 8 WHERE b = 3',
    'ALTER TABLE gc DROP COLUMN t',
    'DROP TRIGGER pv_insert',
    has.has('ft') && `INSERT INTO ft SELECT 'words of ' || u FROM p WHERE id < ${id()}`,
    has.has('ft') && `UPDATE ft SET body = 'other' WHERE rowid = ${id()}`,
    has.has('ft') && `DELETE FROM ft WHERE rowid > ${below(4)}`,
    has.has('fx') && `INSERT INTO fx(fx) VALUES ('rebuild')`,
    has.has('fx') && `INSERT INTO fx(fx) VALUES ('delete-all')`,
  ].filter((sql) => sql !== false);
  return chance(0.25) ? `${pick(all)}; ${pick(all)}` : pick(all);
}

/** The rows of every table by their keys, as the shell prints them; and the documents of full-text indexes. */
export function rowsIn(file: string): Map<string, Map<string, string>> {
  const tables = shellLines(
    file,
    `SELECT name || '|' || wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
  );
  const listed = new Set(shellLines(file, `SELECT name FROM pragma_table_list WHERE type = 'virtual'`));
  const sources: [string, string][] = tables.map((line) => {
    const [name = '', withoutRowid] = line.split('|');
    // As the collation of its key compares.
    const sql = withoutRowid === '1' ? shell(file, `SELECT sql FROM sqlite_schema WHERE name = '${name}'`) : '';
    const text = sql.includes('NOCASE') ? 'lower(a)' : sql.includes('RTRIM') ? 'rtrim(a)' : 'a';
    const key = withoutRowid === '1' ? `${text} || '/' || b` : 'rowid';
    return [name, `SELECT quote(${key}), * FROM ${name}`];
  });
  if (listed.has('ft')) sources.push(['ft', 'SELECT quote(id), c0 FROM ft_content']);
  if (listed.has('fx')) sources.push(['fx', 'SELECT quote(id), sz FROM fx_docsize']);
  return new Map(
    sources.map(([name, sql]) => {
      const lines = shellLines(file, `.mode quote\n${sql};`);
      return [name, new Map(lines.map((line) => [/^'(?:[^']|'')*'/.exec(line)?.[0] ?? '', line]))];
    }),
  );
}

/** `table: 1 inserted, 2 updated, 3 deleted` for each table that differs. */
export function difference(before: ReturnType<typeof rowsIn>, after: ReturnType<typeof rowsIn>): string[] {
  const lines: string[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(name) ?? new Map<string, string>(), after.get(name) ?? new Map<string, string>()];
    const inserted = [...now.keys()].filter((key) => !old.has(key)).length;
    const deleted = [...old.keys()].filter((key) => !now.has(key)).length;
    const updated = [...old].filter(([key, line]) => now.has(key) && now.get(key) !== line).length;
    const parts = [
      inserted > 0 && `${inserted} inserted`,
      updated > 0 && `${updated} updated`,
      deleted > 0 && `${deleted} deleted`,
    ].filter((part) => part !== false);
    if (parts.length > 0) lines.push(`${name}: ${parts.join(', ')}`);
  }
  return lines.sort();
}

/** The effects that a dry run announces, in the order of the tables. */
export const announced = (lines: readonly string[]): string[] =>
  lines.filter((line) => /^\w+: .*\b(inserted|updated|deleted)\b/.test(line)).sort();
