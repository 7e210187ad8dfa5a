/** Splits a byte stream into lines. An answer can be one line of 20 MB, so every byte is read and copied once. */
export class LineReader {
  #parts: Buffer[] = [];

  push(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      this.#parts.push(chunk.subarray(start, end));
      lines.push(this.#parts.length === 1 ? chunk.subarray(start, end) : Buffer.concat(this.#parts));
      this.#parts = [];
      start = end + 1;
    }
    if (start < chunk.length) this.#parts.push(start === 0 ? chunk : chunk.subarray(start));
    return lines;
  }
}
