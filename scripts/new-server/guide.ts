import { asks } from '../docs/examples.ts';

/** A file that the guide creates, or changes by a diff. */
export interface Edit {
  /** Below the server's folder. */
  file: string;
  how: 'whole' | 'diff';
  text: string;
}

/** A call in the guide with its result. */
export interface Shown {
  tool: string;
  input: Record<string, unknown>;
  /** The question to the user, who agrees; absent if the client cannot ask. */
  question: string | undefined;
  answer: string;
}

export interface Guide {
  edits: Edit[];
  calls: Shown[];
  /** The lines of its shell blocks, without comments. */
  commands: string[];
}

/**
 * Reads the steps of a guide: a block of code belongs to the file named last before it, a `diff` changes that file, and
 * a block that starts with `> tool {...}` is a call and its answer (`asks you: ` is a question to the user).
 */
export function readGuide(text: string): Guide {
  // Each kind of server has a section; the steps after them are for the last one.
  const begin = text.indexOf('\n```sh\nnpm run new-server -- weather');
  const markdown = text.slice(Math.max(begin, 0));
  const guide: Guide = { edits: [], calls: [], commands: [] };
  let file: string | undefined;
  for (const [, prose = '', language, body = ''] of markdown.matchAll(/([^]*?)^```(\w*)\n([^]*?)^```$/gm)) {
    file = [...prose.matchAll(/`((?:src|test|sample|\.\.\/views)\/[\w./-]+\.\w+)`/g)].at(-1)?.[1] ?? file;
    if (language === 'sh') guide.commands.push(...commandsIn(body));
    else if (language === '') guide.calls.push(shown(body));
    else if (file === undefined) throw new Error(`The guide does not say which file this is:\n${body}`);
    else guide.edits.push({ file, how: language === 'diff' ? 'diff' : 'whole', text: body });
  }
  return guide;
}

const commandsIn = (block: string): string[] =>
  block
    .split('\n')
    .map((line) => line.replace(/ +#.*$/, ''))
    .filter((line) => line !== '');

const call = new RegExp(`^> (\\w+) (\\{.*\\})\\n(?:${asks}(.*)\\n)?([^]*)\\n$`);

function shown(block: string): Shown {
  const [, tool, input, question, answer] = call.exec(block) ?? [];
  if (tool === undefined || input === undefined || answer === undefined)
    throw new Error(`The guide shows something else than a call and its answer:\n${block}`);
  return { tool, input: JSON.parse(input), question, answer };
}

/**
 * Returns the text of a file after an edit.
 * @throws Error when the context or the removed lines of a diff are not in it exactly once.
 */
export function edited(before: string | undefined, { file, how, text }: Edit): string {
  if (how === 'whole') return text;
  const lines = text.trimEnd().split('\n');
  const side = (mark: '+' | '-') =>
    lines.flatMap((line) => (line.startsWith(mark) || !/^[+-]/.test(line) ? [line.slice(1)] : [])).join('\n');
  const parts = before?.split(side('-')) ?? [];
  if (parts.length !== 2)
    throw new Error(`${file} has these lines ${Math.max(parts.length - 1, 0)} times instead of once:\n${side('-')}`);
  return parts.join(side('+'));
}
