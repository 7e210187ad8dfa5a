import type { SAXParser } from 'sax';

/** A lenient parser continues after an error, like programs that show books. */
type Strictness = 'strict' | 'lenient';

/** A parser that never reads external entities, and knows only those of HTML. */
export async function xmlParser(strictness: Strictness = 'strict'): Promise<SAXParser> {
  const { parser: create } = await import('sax');
  const parser = create(strictness === 'strict', { lowercase: true });
  parser.onerror = (error) => {
    if (strictness === 'strict') throw error;
    parser.resume();
  };
  // A section that is not parsed is text as well.
  parser.oncdata = (text) => parser.ontext?.(text);
  return parser;
}

/** Returns a name without its prefix. */
export const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** The meaning of an element for the text of a document, by its local name. */
export type Meaning = 'text' | 'block' | 'cell' | 'tab' | 'space' | 'break' | 'skip' | undefined;

/**
 * The text of an XML document: of elements that mean `text` only, or of all where none does. Blocks end a line and cells
 * are separated by tabs. External entities are never read.
 */
export async function xmlText(
  xml: string,
  meaningOf: (local: string) => Meaning,
  onlyText: boolean,
  strictness: Strictness = 'strict',
): Promise<string> {
  const parser = await xmlParser(strictness);
  const parts: string[] = [];
  const stack: Meaning[] = [];
  let [skipped, inText] = [0, 0];
  parser.onopentag = ({ name, attributes }) => {
    const meaning = meaningOf(local(name));
    stack.push(meaning);
    if (meaning === 'skip') skipped++;
    else if (meaning === 'text') inText++;
    else if (meaning === 'tab' && skipped === 0) parts.push('\t');
    else if (meaning === 'space' && skipped === 0) parts.push(' '.repeat(spacesOf(attributes)));
    else if (meaning === 'break' && skipped === 0) parts.push('\n');
  };
  parser.onclosetag = () => {
    const meaning = stack.pop();
    if (meaning === 'skip') skipped--;
    else if (meaning === 'text') inText--;
    else if (meaning === 'block' && skipped === 0) parts.push('\n');
    else if (meaning === 'cell' && skipped === 0) parts.push('\t');
  };
  parser.ontext = (text) => {
    if (skipped === 0 && (inText > 0 || !onlyText)) parts.push(onlyText ? text : text.replace(/\s+/g, ' '));
  };
  parser.write(xml).close();
  return parts
    .join('')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line, index, lines) => line !== '' || (lines[index - 1] ?? '') !== '')
    .join('\n')
    .trim();
}

/** The number of spaces that one element of OpenDocument stands for. */
const spacesOf = (attributes: Record<string, unknown>): number =>
  Math.min(1000, Math.max(1, Number(attributes['text:c'] ?? 1) || 1));

/** The attributes of all elements with a name, in order. */
export async function elements(xml: string, wanted: string): Promise<Record<string, string>[]> {
  const parser = await xmlParser();
  const found: Record<string, string>[] = [];
  parser.onopentag = ({ name, attributes }) => {
    if (local(name) === wanted) found.push({ ...attributes } as Record<string, string>);
  };
  parser.write(xml).close();
  return found;
}
