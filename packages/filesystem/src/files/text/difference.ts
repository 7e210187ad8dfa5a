import { bare, contentLines, solid } from './alike.ts';
import { codePointName } from './encoding.ts';
import { firstDifference, quote, quoteDifference } from './quote.ts';

export interface Difference {
  /** A clause: 'differs only in …'. */
  text: string;
  /** So little differs that the file's text is worth copying as it is. */
  slight: boolean;
}

/** Describes how `found` (in the file from line `firstLine` on) differs from `wanted`. Both have LF line breaks. */
export function difference(found: string, wanted: string, firstLine: number): Difference {
  const [there, here] = [contentLines(found), contentLines(wanted)];
  if (solid(found) === solid(wanted)) {
    return { text: `differs only in ${whitespaceDifference(there, here, firstLine)}`, slight: true };
  }
  if (bare(found) === bare(wanted)) return { text: lookalikeDifference(solid(found), solid(wanted)), slight: true };
  return { text: lineDifference(there, here, firstLine), slight: false };
}

function lineDifference(found: string[], wanted: string[], firstLine: number): string {
  const differing = wanted.flatMap((line, index) => (line.trim() === found[index]?.trim() ? [] : [index]));
  const [first = 0] = differing;
  const [there, here] = [(found[first] ?? '').trim(), (wanted[first] ?? '').trim()];
  let manner = '';
  if (there.toLowerCase() === here.toLowerCase()) manner = ' in upper and lower case';
  else if (there.normalize() === here.normalize()) manner = ' in the Unicode form of letters (composed, decomposed)';
  const [quotedThere, quotedHere] = quoteDifference(found[first] ?? '', wanted[first] ?? '');
  const others = wanted.length === 1 ? '' : ` (${differing.length} of ${wanted.length} lines differ)`;
  return `line ${firstLine + first} differs${manner}: the file has ${quotedThere}, oldText has ${quotedHere}${others}`;
}

function whitespaceDifference(found: string[], wanted: string[], firstLine: number): string {
  if (found.length !== wanted.length || found.some((line, index) => solid(line) !== solid(wanted[index] ?? ''))) {
    const blankLines = found.filter(isContent).map(solid).join('\n') === wanted.filter(isContent).map(solid).join('\n');
    return (
      `${blankLines ? 'blank lines' : 'where lines break'}: ` +
      `the file has ${lineCount(found)} here, oldText has ${lineCount(wanted)}`
    );
  }
  const kinds = new Set<string>();
  let example = '';
  found.forEach((there, index) => {
    const here = wanted[index] ?? '';
    if (there === here) return;
    const { kind, where, a, b } = spaceDifference(there, here);
    kinds.add(kind);
    example ||= `line ${firstLine + index} of the file has ${spaceName(a)} ${where}, oldText has ${spaceName(b)}`;
  });
  return kinds.size > 0 ? `${[...kinds].join(' and ')}: ${example}` : 'the line breaks before or after it';
}

/** Returns the first difference of two lines that only differ in whitespace, and the whitespace of each there. */
function spaceDifference(a: string, b: string): { kind: string; where: string; a: string; b: string } {
  if (leading(a) !== leading(b)) return { kind: 'indentation', where: 'at its start', a: leading(a), b: leading(b) };
  if (a.trimEnd() === b.trimEnd()) {
    return { kind: 'trailing whitespace', where: 'at its end', a: trailing(a), b: trailing(b) };
  }
  let at = firstDifference(a, b);
  while (at > 0 && solid(a.charAt(at - 1)) === '') at--; // to the start of the run of whitespace
  const before = quote(a.slice(Math.max(0, at - 20), at));
  const where = at === 0 ? 'at its start' : `after ${before}`;
  return { kind: 'spacing', where, a: blankStart(a.slice(at)), b: blankStart(b.slice(at)) };
}

function lookalikeDifference(found: string, wanted: string): string {
  const at = firstDifference(found, wanted);
  return `has characters that only look alike: the file has ${named(found, at)} where oldText has ${named(wanted, at)}`;
}

function named(text: string, at: number): string {
  const codePoint = text.codePointAt(at) ?? 0;
  return `${quote(String.fromCodePoint(codePoint))} (${codePointName(codePoint)})`;
}

function spaceName(space: string): string {
  if (space === '') return 'no whitespace';
  const names = (space.match(/\t+| +|[^\t ]/gu) ?? []).map((run) => {
    if (run.startsWith('\t')) return run.length === 1 ? '1 tab' : `${run.length} tabs`;
    if (run.startsWith(' ')) return run.length === 1 ? '1 space' : `${run.length} spaces`;
    return codePointName(run.codePointAt(0) ?? 0);
  });
  return names.length > 4 ? `${names.slice(0, 4).join(' + ')} + …` : names.join(' + ');
}

function isContent(line: string): boolean {
  return solid(line) !== '';
}

function lineCount(lines: string[]): string {
  return lines.length === 1 ? '1 line' : `${lines.length} lines`;
}

function leading(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}

function trailing(line: string): string {
  return line.slice(line.trimEnd().length);
}

/** The run of blank characters that `text` begins with. */
function blankStart(text: string): string {
  let end = 0;
  while (end < text.length && solid(text.charAt(end)) === '') end++;
  return text.slice(0, end);
}
