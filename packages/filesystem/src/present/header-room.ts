/** The longest line above a list, in characters, without its cursor. */
const header = 400;

/** Returns the characters of an answer's budget to keep for the line above a list, with a cursor to `position` in it. */
export const roomFor = (position?: unknown): number =>
  header + (position === undefined ? 0 : Math.ceil(Buffer.byteLength(JSON.stringify(position)) / 3) * 4);
