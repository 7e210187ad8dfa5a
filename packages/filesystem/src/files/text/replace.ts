import { breakAround, breaksOf, offsetsInText, toLf } from './line-ends.ts';
import { assertLength } from './splice.ts';

/**
 * `text` with newText at `places` (offsets in its LF form). What oldText and newText share at their start and end is not
 * touched, so that lines which an edit only repeats as context keep their own line ends.
 */
export function replaceAt(text: string, places: number[], edit: { oldText: string; newText: string }): string {
  const oldText = toLf(edit.oldText);
  const newText = toLf(edit.newText);
  const prefix = commonPrefix(oldText, newText);
  const suffix = commonSuffix(oldText, newText, prefix);
  const inserted = newText.slice(prefix, newText.length - suffix);
  const given = breaksOf(edit.newText);
  assertLength(text.length + places.length * (newText.length - oldText.length));
  const inText = offsetsInText(text);
  const around = breakAround(text);
  const parts: string[] = [];
  let copied = 0;
  for (const place of places) {
    const start = inText(place);
    const from = inText(place + prefix);
    const to = inText(place + oldText.length - suffix);
    const end = inText(place + oldText.length);
    parts.push(text.slice(copied, from));
    copied = to;
    if (inserted.includes('\n')) {
      const removed = breaksOf(text.slice(from, to));
      const local =
        removed.at(-1) ?? breaksOf(text.slice(start, from)).at(-1) ?? breaksOf(text.slice(to, end))[0] ?? around(start);
      parts.push(withBreaks(inserted, removed, local, given));
    } else {
      parts.push(inserted);
    }
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

/** Line i of the new text ends as line i of the removed did; further lines as is usual there, else as they were given. */
function withBreaks(lf: string, removed: string[], local: string | undefined, given: string[]): string {
  let line = 0;
  return lf.replaceAll('\n', () => {
    const own = removed[line] ?? local ?? given[line] ?? '\n';
    line++;
    return own;
  });
}

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

/** Leaves the first `prefix` characters of both alone. */
function commonSuffix(a: string, b: string, prefix: number): number {
  const most = Math.min(a.length, b.length) - prefix;
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length++;
  return length;
}
