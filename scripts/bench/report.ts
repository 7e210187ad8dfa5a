/** Formats the measurements as Markdown. */
import { format } from './stats.ts';
import type { Column, Row, Scenario } from './types.ts';
import { ratioOf, type Verdict } from './verdicts.ts';

type Cells = readonly string[];

/** Formats a table like the formatter does: aligned columns, readable as source. */
function table(head: Cells, rows: readonly Cells[], leftAligned: ReadonlySet<number>): string {
  const cell = (cells: Cells, column: number) => (cells[column] ?? '').replaceAll('|', '\\|');
  const widths = head.map((_, column) => Math.max(4, ...[head, ...rows].map((cells) => cell(cells, column).length)));
  const line = (cells: Cells) => {
    const padded = widths.map((width, column) =>
      leftAligned.has(column) ? cell(cells, column).padEnd(width) : cell(cells, column).padStart(width),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    leftAligned.has(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Removes columns without values, as on systems without /proc. */
function known(columns: readonly Column[], rows: readonly Row[]): readonly Column[] {
  return columns.filter(({ key }) => rows.some(({ cells }) => format(cells[key]) !== ''));
}

function comment({ failed, note }: Row): string {
  return failed === undefined ? (note ?? '') : `failed: ${failed}`;
}

export function scenarioTable({ columns, ratio }: Scenario, rows: readonly Row[]): string {
  const shown = known(columns, rows);
  const to = ratio?.to ?? 'reference';
  const commented = rows.some((row) => comment(row) !== '');
  const titles = shown.flatMap(({ key, title }) => (key === ratio?.of ? [title, `ratio to ${to}`] : [title]));
  const lines = rows.map((row) => [
    row.server.name,
    ...shown.flatMap(({ key }) => {
      const value = format(row.cells[key]);
      return key === ratio?.of ? [value, format(ratioOf(row, rows, key, to))] : [value];
    }),
    ...(commented ? [comment(row)] : []),
  ]);
  const head = ['server', ...titles, ...(commented ? ['note'] : [])];
  return table(head, lines, new Set(commented ? [0, head.length - 1] : [0]));
}

function met({ met: is }: Verdict): string {
  if (is === undefined) return 'not known';
  return is ? 'yes' : '**no**';
}

export function targetTable(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map((verdict) => [
    `${verdict.family} ${verdict.scenario}`,
    verdict.title,
    format(verdict.value),
    format(verdict.floor),
    format(verdict.checked),
    format(verdict.protocol),
    verdict.target,
    met(verdict),
  ]);
  const head = ['scenario', 'measure', 'value', 'floor', 'checked', 'protocol', 'target', 'met'];
  return table(head, lines, new Set([0, 1, 6, 7]));
}

/** Returns one line per target, for below a scenario's table. */
export function targetLines(verdicts: readonly Verdict[]): string {
  return verdicts
    .map(
      (verdict) =>
        `- ${verdict.title}: ${format(verdict.value) || 'no value'}, target ${verdict.target}, met: ${met(verdict)}`,
    )
    .join('\n');
}
