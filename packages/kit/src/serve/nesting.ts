/** Levels of lists and objects in one message. Arguments may have 32. */
const deepest = 200;

/** Bytes below which the nesting of a text costs too little to look at it. */
const small = 64 * 1024;

const quote = 0x22;
const backslash = 0x5c;

/**
 * True for JSON with more levels of lists and objects than any message has. A parser takes about 0.2 µs and 60 bytes for each
 * level, so that 10 MB of brackets would block the process for seconds.
 */
export function isNestedTooDeeply(text: Buffer | string): boolean {
  if (text.length < small) return false;
  const json = typeof text === 'string' ? Buffer.from(text) : text;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    // `[` and `{`, `]` and `}` differ in one bit.
    if (byte === quote) at = endOfText(json, at);
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > deepest) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}

/** The place of the quote that ends a text. */
function endOfText(json: Buffer, start: number): number {
  for (let at = start + 1; ;) {
    const end = json.indexOf(quote, at);
    if (end === -1) return json.length;
    let first = end;
    while (json[first - 1] === backslash) first--;
    if ((end - first) % 2 === 0) return end;
    at = end + 1;
  }
}

/** The limit in words, for an answer. */
export const tooManyLevels = `more than ${deepest} levels of lists and objects`;
