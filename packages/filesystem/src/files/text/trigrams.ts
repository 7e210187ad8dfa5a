const HASHES = 65_536;
/** Characters of a line that are compared. */
const LONGEST_LINE = 400;

/**
 * Prepares a quick look at many lines: the result calls `report(anchor, likeness)` for every anchor that shares
 * trigrams (runs of three characters, whitespace left out) with a line. Likeness is 0 to 1. At most 8 anchors.
 */
export function trigramCounter(anchors: string[]) {
  const anchorBits = new Uint8Array(HASHES);
  const sizes = anchors.map((anchor, index) => {
    let size = 0;
    eachTrigram(anchor, (hash) => {
      const bit = 1 << index;
      if (((anchorBits[hash] ?? 0) & bit) === 0) size++;
      anchorBits[hash] = (anchorBits[hash] ?? 0) | bit;
    });
    return size;
  });
  const hits = new Uint32Array(anchors.length);
  const seenIn = new Uint32Array(HASHES); // the line that had this trigram last: each counts once a line
  let lineNumber = 0;
  return (line: string, report: (anchor: number, likeness: number) => void): void => {
    lineNumber++;
    hits.fill(0);
    let size = 0;
    eachTrigram(line, (hash) => {
      if (seenIn[hash] === lineNumber) return;
      seenIn[hash] = lineNumber;
      size++;
      const bits = anchorBits[hash] ?? 0;
      for (let anchor = 0; bits >> anchor !== 0; anchor++) {
        if ((bits >> anchor) & 1) hits[anchor] = (hits[anchor] ?? 0) + 1;
      }
    });
    hits.forEach((shared, anchor) => {
      const anchorSize = sizes[anchor] ?? 0;
      if (shared > 0) report(anchor, weigh(shared, anchorSize, size));
    });
  };
}

/** Returns the resemblance of `line` to `wanted`, 0 to 1, by the same measure. */
export function likeness(wanted: string, line: string): number {
  if (wanted.trim() === line.trim()) return 1;
  const [inWanted, inLine] = [new Set<number>(), new Set<number>()];
  eachTrigram(wanted, (hash) => inWanted.add(hash));
  eachTrigram(line, (hash) => inLine.add(hash));
  let shared = 0;
  for (const hash of inWanted) if (inLine.has(hash)) shared++;
  return shared === 0 ? 0 : weigh(shared, inWanted.size, inLine.size);
}

/** Mostly the share of the wanted text that is there, so that it is found as a part of a line too. */
function weigh(shared: number, wanted: number, present: number): number {
  return (0.8 * shared) / wanted + (0.4 * shared) / (wanted + present);
}

function eachTrigram(line: string, visit: (hash: number) => void): void {
  const end = Math.min(line.length, LONGEST_LINE);
  let [first, second] = [-1, -1];
  for (let at = 0; at < end; at++) {
    let code = line.charCodeAt(at);
    if (code <= 32) continue;
    if (code >= 65 && code <= 90) code += 32; // upper and lower case are alike
    if (first >= 0) visit(((first << 10) ^ (second << 5) ^ code) & (HASHES - 1));
    first = second;
    second = code;
  }
}
