/** The engine's own search looks at no more than this many characters of a pattern cleverly. */
const HEAD_LENGTH = 250;
const TRIES = 50;

/**
 * `text.indexOf(pattern, from)` in linear time. The engine's own takes text × pattern steps for long repetitive
 * patterns (a 1 MB file of one character: seconds); here a search that does not get on falls back to Knuth-Morris-Pratt.
 */
export function find(text: string, pattern: string, from = 0): number {
  if (pattern.length <= HEAD_LENGTH) return text.indexOf(pattern, from);
  const head = pattern.slice(0, HEAD_LENGTH);
  for (let tries = 0, at = from; tries < TRIES; tries++, at++) {
    at = text.indexOf(head, at);
    if (at < 0 || text.startsWith(pattern, at)) return at;
    from = at + 1;
  }
  return knuthMorrisPratt(text, pattern, from);
}

/** The places of `pattern` in `text`, left to right, none overlapping the one before; at most `limit`. */
export function findAll(text: string, pattern: string, limit = Infinity): number[] {
  const places: number[] = [];
  let at = find(text, pattern);
  while (at >= 0 && places.length < limit) {
    places.push(at);
    at = find(text, pattern, at + pattern.length);
  }
  return places;
}

function knuthMorrisPratt(text: string, pattern: string, from: number): number {
  const borders = new Uint32Array(pattern.length + 1); // [n]: length of the longest border of the first n characters
  for (let at = 1, border = 0; at < pattern.length; at++) {
    while (border > 0 && pattern.charCodeAt(at) !== pattern.charCodeAt(border)) border = borders[border] ?? 0;
    if (pattern.charCodeAt(at) === pattern.charCodeAt(border)) border++;
    borders[at + 1] = border;
  }
  for (let at = from, matched = 0; at < text.length; at++) {
    while (matched > 0 && text.charCodeAt(at) !== pattern.charCodeAt(matched)) matched = borders[matched] ?? 0;
    if (text.charCodeAt(at) === pattern.charCodeAt(matched)) matched++;
    if (matched === pattern.length) return at + 1 - matched;
  }
  return -1;
}

/** 1-based line numbers (line break: LF) of ascending offsets into `text`. */
export function lineNumbers(text: string, offsets: number[]): number[] {
  let line = 1;
  let next = text.indexOf('\n');
  return offsets.map((offset) => {
    while (next >= 0 && next < offset) {
      line++;
      next = text.indexOf('\n', next + 1);
    }
    return line;
  });
}
