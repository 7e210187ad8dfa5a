const [quotes, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** The parts of a JSON list whose text comes in pieces. Each part is parsed on its own, so the list may have any size. */
export class JsonElements {
  #text = '';
  /** The next character to look at. */
  #at = 0;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #begun = false;
  #ended = false;
  /** True after a comma, where an element must follow. */
  #expects = false;

  /**
   * Returns the texts of the elements that are complete with this piece.
   * @throws Error for text that is not a list.
   */
  *read(piece: string, last: boolean): Generator<string> {
    this.#text += piece;
    if (!this.#begun && !this.#begin(last)) return;
    while (!this.#ended && this.#at < this.#text.length) {
      const element = this.#next();
      if (element !== undefined) yield element;
    }
    if (this.#ended && this.#text.trim() !== '') throw new Error('text follows the end of the list');
    if (last && !this.#ended) throw new Error('the list is not closed');
  }

  #begin(last: boolean): boolean {
    const start = this.#text.search(/\S/);
    if (start === -1 && !last) return false;
    if (this.#text[start] !== '[') throw new Error('the list does not begin with "["');
    this.#text = this.#text.slice(start + 1);
    this.#begun = true;
    return true;
  }

  /** The next element; undefined at the end of the text. */
  #next(): string | undefined {
    for (; this.#at < this.#text.length; this.#at++) {
      const c = this.#text.charCodeAt(this.#at);
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (c === backslash) this.#isEscaped = true;
        else if (c === quotes) this.#inString = false;
      } else if (c === quotes) this.#inString = true;
      else if (c === openBrace || c === openBracket) this.#depth++;
      else if (c === closeBrace || (c === closeBracket && this.#depth > 0)) this.#depth--;
      else if (this.#depth === 0 && (c === comma || c === closeBracket)) return this.#cut(c === closeBracket);
    }
    return undefined;
  }

  #cut(isEnd: boolean): string | undefined {
    const element = this.#text.slice(0, this.#at).trim();
    this.#text = this.#text.slice(this.#at + 1);
    this.#at = 0;
    this.#ended = isEnd;
    if (element === '' && (!isEnd || this.#expects)) throw new Error('an element is missing');
    this.#expects = !isEnd;
    return element === '' ? undefined : element;
  }
}
