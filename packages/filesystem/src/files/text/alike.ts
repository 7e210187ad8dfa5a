/** Whitespace and characters that show nothing at all. */
export const BLANK = /[\s\u200b-\u200d\u2060]+/g;

/** `text` without whitespace and invisible characters. */
export function solid(text: string): string {
  return text.replace(BLANK, '');
}

/** As `solid`, with quotation marks and dashes that look alike made the same. One character stays one character. */
export function bare(text: string): string {
  const visible = solid(text);
  if (!/[^\0-\x7f]/.test(visible)) return visible;
  return visible
    .replace(/[\u2018\u2019\u201a\u201b\u2032\u00b4]/g, "'")
    .replace(/[\u201c-\u201f\u2033]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-');
}

/** The lines of `text` (LF) without blank ones before and after. */
export function contentLines(text: string): string[] {
  const lines = text.split('\n');
  const isContent = (line: string) => line.trim() !== '';
  const last = lines.findLastIndex(isContent);
  return last < 0 ? [] : lines.slice(lines.findIndex(isContent), last + 1);
}
