const LONGEST = 160;

/** Control and format characters and spaces other than ' ': what JSON.stringify leaves in a text that nobody can see. */
const UNSEEN = /(?! )[\p{Cf}\p{Z}\u007f-\u009f]|\u034f/gu;

/** `text` as a JSON string in which also invisible characters, and those that look like a space, are escaped. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, unit) => {
      return `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
}

/** Quotes two lines; of long ones 160 characters around the first place where they differ, so that it shows. */
export function quoteDifference(a: string, b: string): [string, string] {
  const same = firstDifference(a, b);
  const from = Math.max(a.length, b.length) > LONGEST ? Math.max(0, same - LONGEST / 4) : 0;
  const part = (line: string) => {
    const more = line.length > from + LONGEST ? '…' : '';
    return `${from > 0 ? '…' : ''}${quote(line.slice(from, from + LONGEST))}${more}`;
  };
  return [part(a), part(b)];
}

/** The index of the first character in which `a` and `b` differ; the shorter one's length when it begins the other. */
export function firstDifference(a: string, b: string): number {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return same;
}
