import { ToolError } from '@mcp-reference/kit';
import { converse, type Conversation } from './process.ts';
import type { Oid } from './names.ts';
import { explain } from './explain.ts';

export interface ObjectInfo {
  oid: Oid;
  type: 'commit' | 'tree' | 'blob' | 'tag';
  size: number;
}

interface Question {
  text: string;
  content: boolean;
  resolve(answer: { info: ObjectInfo; content: Buffer } | 'missing' | 'ambiguous'): void;
  reject(error: unknown): void;
}

/** The exit code of a git that names a fatal error. */
const fatalCode = 128;

/** A git process that answers for objects ends after this much idleness, in milliseconds. */
const idleAfter = 10_000;

interface Start {
  program: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Before git 2.36 the process takes no commands: it answers every revision with its whole content. */
  commands: boolean;
}

/**
 * `git cat-file --batch-command`, kept running: an object costs a tenth of a millisecond instead of a process. It also looks
 * revisions up, without any of them ever being an argument.
 */
export class ObjectReader {
  readonly #start: Start;
  /** Questions to the current process that have no answer yet. */
  #waiting: Question[] = [];
  #talk: Conversation | undefined;
  #parts: Buffer[] = [];
  #length = 0;
  #needed = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(start: Start) {
    this.#start = start;
  }

  /** Returns the object that a revision or object id names; undefined if there is none. @throws ToolError `invalid` for an abbreviation that several have. */
  async info(revision: string): Promise<ObjectInfo | undefined> {
    const answer = await this.#ask(`info ${revision}`, false);
    if (answer === 'ambiguous')
      throw new ToolError('invalid', `"${revision}" is the beginning of several object ids; give more digits.`);
    return answer === 'missing' ? undefined : answer.info;
  }

  /** The content of an object. @throws ToolError `unavailable` when it is missing, `too_large` above `most` bytes. */
  async content(oid: Oid, most: number): Promise<Buffer> {
    const info = await this.info(oid);
    if (info === undefined)
      throw new ToolError(
        'unavailable',
        `The object ${oid} is missing in this repository (a partial clone, or damage).`,
      );
    if (info.size > most)
      throw new ToolError('too_large', `The object ${oid} has ${info.size} bytes, more than ${most}.`);
    const answer = await this.#ask(`contents ${oid}`, true);
    if (typeof answer === 'string') throw new ToolError('unavailable', `The object ${oid} is ${answer}.`);
    return answer.content;
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#talk?.end();
    this.#talk = undefined;
  }

  #ask(text: string, content: boolean): Promise<{ info: ObjectInfo; content: Buffer } | 'missing' | 'ambiguous'> {
    clearTimeout(this.#idle);
    const { commands } = this.#start;
    const line = commands ? text : text.slice(text.indexOf(' ') + 1);
    return new Promise((resolve, reject) => {
      this.#talk ??= this.#begin([]);
      this.#waiting.push({ text: line, content: content || !commands, resolve, reject });
      this.#talk.send(`${line}\n`);
    });
  }

  #begin(waiting: Question[]): Conversation {
    this.#waiting = waiting;
    this.#parts = [];
    this.#length = this.#needed = 0;
    const talk: Conversation = converse(this.#start, {
      onData: (chunk) => {
        if (this.#talk !== talk) return;
        this.#parts.push(chunk);
        this.#length += chunk.length;
        if (this.#length >= this.#needed) this.#take();
      },
      onEnd: (stderr) => {
        // The end of an idle process may arrive when another one has been asked already.
        const isCurrent = this.#talk === talk;
        if (isCurrent) this.#talk = undefined;
        // Asked for an object that only a remote has, or for the upstream of a branch without one, git ends instead of
        // saying that there is none.
        if (
          isCurrent &&
          /promisor remote|lazy fetching|no upstream|no such branch|HEAD does not point|upstream branch|push destination|has no remote for pushing|log for .* only (has|goes)/.test(
            stderr,
          )
        ) {
          waiting.shift()?.resolve('missing');
          if (waiting.length === 0) return;
          this.#talk = this.#begin(waiting);
          for (const { text } of waiting) this.#talk.send(`${text}\n`);
          return;
        }
        const error = /^fatal: /m.test(stderr)
          ? explain('cat-file', stderr, fatalCode)
          : new ToolError('unavailable', 'git stopped while it read an object; try again.', {
              cause: new Error(stderr),
            });
        for (const { reject } of waiting.splice(0)) reject(error);
      },
    });
    return talk;
  }

  /** Takes complete answers from what has arrived. */
  #take(): void {
    let bytes = this.#parts.length === 1 && this.#parts[0] ? this.#parts[0] : Buffer.concat(this.#parts);
    this.#needed = 0;
    for (;;) {
      const [question] = this.#waiting;
      const end = bytes.indexOf(10);
      if (question === undefined || end === -1) break;
      const line = bytes.subarray(0, end).toString();
      const [oid = '', type = '', size = ''] = line.split(' ');
      const known = /^[0-9a-f]{40,64} (commit|tree|blob|tag) \d+$/.test(line);
      const length = known && question.content ? Number(size) + 1 : 0;
      if (bytes.length < end + 1 + length) {
        this.#needed = end + 1 + length;
        break;
      }
      this.#waiting.shift();
      if (known) {
        const content = Buffer.from(bytes.subarray(end + 1, end + 1 + Math.max(0, length - 1)));
        question.resolve({ info: { oid: oid as Oid, type: type as ObjectInfo['type'], size: Number(size) }, content });
      } else question.resolve(line.endsWith(' ambiguous') ? 'ambiguous' : 'missing');
      bytes = bytes.subarray(end + 1 + length);
    }
    this.#parts = bytes.length === 0 ? [] : [bytes];
    this.#length = bytes.length;
    if (this.#waiting.length === 0) this.#idle = setTimeout(() => this.close(), idleAfter).unref();
  }
}
