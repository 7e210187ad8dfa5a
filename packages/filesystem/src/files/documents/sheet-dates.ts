import { local, xmlParser } from './xml-text.ts';

/** The parts of a date that a cell shows. */
export type DateStyle = 'date' | 'time' | 'date and time';

/** Number formats that every program knows (ECMA-376, part 1, 18.8.30). */
const builtIn: Readonly<Record<number, DateStyle>> = {
  ...Object.fromEntries([14, 15, 16, 17].map((id) => [id, 'date'] as const)),
  ...Object.fromEntries([18, 19, 20, 21, 45, 46, 47].map((id) => [id, 'time'] as const)),
  22: 'date and time',
};

const dayMilliseconds = 86_400_000;

/** Reads which cell styles show a number as a date, by their number. */
export async function dateStyles(xml: string): Promise<(DateStyle | undefined)[]> {
  const parser = await xmlParser();
  const formats = new Map<number, DateStyle | undefined>();
  const styles: (DateStyle | undefined)[] = [];
  let inCells = false;
  parser.onopentag = ({ name, attributes }) => {
    const { numFmtId = '', formatCode = '' } = attributes as Record<string, string>;
    const tag = local(name);
    if (tag === 'cellXfs') inCells = true;
    else if (tag === 'numFmt') formats.set(Number(numFmtId), styleOf(formatCode));
    else if (tag === 'xf' && inCells) styles.push(formats.get(Number(numFmtId)) ?? builtIn[Number(numFmtId)]);
  };
  parser.onclosetag = (name) => {
    if (local(name) === 'cellXfs') inCells = false;
  };
  parser.write(xml).close();
  return styles;
}

/** The style of a format such as `dd/mm/yyyy hh:mm`. Quoted text, escapes, colors and locales in it do not count. */
function styleOf(format: string): DateStyle | undefined {
  const [first = ''] = format.split(';');
  const plain = first.replace(/"[^"]*"|\\.|_.|\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '').toLowerCase();
  if (/general|[#?]/.test(plain)) return undefined;
  const hasTime = /[hs]/.test(plain);
  const hasDate = /[yd]/.test(plain) || (/m/.test(plain) && !hasTime);
  if (hasDate) return hasTime ? 'date and time' : 'date';
  return hasTime ? 'time' : undefined;
}

/** A day number as a date of ISO 8601. Excel takes 1900 for a leap year: before March of that year a day is missing. */
export function dateText(value: number, style: DateStyle, is1904: boolean): string {
  if (!Number.isFinite(value) || value < 0 || value > 2_958_466) return String(value);
  if (style === 'time' && value < 1) return clock(value);
  const days = is1904 ? value + 1462 : value < 60 ? value + 1 : value;
  const time = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000);
  const day = time.toISOString().slice(0, 10);
  return style === 'date' && value % 1 === 0 ? day : `${day} ${time.toISOString().slice(11, 19)}`;
}

const clock = (fraction: number): string =>
  new Date(Math.round((fraction * dayMilliseconds) / 1000) * 1000).toISOString().slice(11, 19);
